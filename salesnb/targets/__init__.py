"""Targets: what the company commits to, where sales and cash land, who carries what, is it fair."""
