"""Batch work of officers: one piece of work on many cases, with a result for each.

``choosing`` says which cases, ``kinds`` what is done, ``starting`` makes the job, ``working`` does it item by item,
``steering`` cancels and tries again, ``exporting`` makes the table, ``reading`` shows how far it is.
"""
