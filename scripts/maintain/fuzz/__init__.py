"""Damage papers in thousands of ways and check each: nothing may crash, hang or go unexplained.

What a file that is out to do harm can look like is any bytes at all; what
comes closest to the faults of what reads it is a real paper with something
changed.
"""
