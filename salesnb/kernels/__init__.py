"""Kernels: over private sockets, ended at once, forked from a preloaded process where that can be.

A fresh kernel imports everything anew, which costs more than most workbooks compute. On Linux one
helper process (`preload`) imports it once and forks a kernel per workbook; `provisioner` is how
papermill and nbval get such kernels without knowing of it. Elsewhere kernels are fresh.
"""
