"""The load generator behind `numeral bench`: a client that knows the protocol and nothing of the server's code.

It is built on `websockets` and `http.client`, so that it finds what a client of the server's own library would not.
A test holds it to import nothing else of `server`.
"""
