"""Other ways to serve the same network, and what is needed to hold them against Numeral: `tests.benchmarks.versus`.

`flask_server`, `litserve_server` and `mosec_server` are run as processes of their own and imported by nothing else.
"""
