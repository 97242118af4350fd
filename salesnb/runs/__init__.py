"""Run a month: close it, run its workbooks, publish the pack, issue versions, compare them."""
