"""What people decide: the files of `plan/` read and checked, frozen with a month, written to."""
