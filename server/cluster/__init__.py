"""The network on other machines: a Ray Serve deployment, and the home that web processes call it by.

    address      what may follow NUMERAL_RECOGNISER=ray://
    wire         crops and logits as bytes
    options      how a deployment is made
    digits       what a replica does
    deployment   the same as a Ray Serve application; the only file that needs Ray when it is loaded
    remote       the web process' side: calls, back-pressure, what happens when the deployment is away
    calls        one HTTP call to one of several addresses
    measure      how long its calls take
    node         starting Ray on this machine, deploying, removing

Web processes talk to Serve's own HTTP proxies, not through Ray. A driver that joins the cluster is ended with the
Ray node it hangs on, and Ray's client does not come back when its server has been away, keeps no strict bound on
requests under way, and wants the same Python and Ray on both sides. A proxy stands on every node, answers 429 when
the replicas have enough, and needs nothing of Ray where the web process runs.
"""
