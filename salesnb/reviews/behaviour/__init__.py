"""Who moves orders, fills shelves, holds back forecasts or reports visits that were not made?"""
