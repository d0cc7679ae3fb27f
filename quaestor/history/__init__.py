"""History: what one load changed against what was held, on two clocks.

`stage` types a load's rows, `compare` tells what they add, rewrite, miss, withdraw or bring back, `merge` writes that
into the lake, `replay` does it for loads that come out of order.
"""
