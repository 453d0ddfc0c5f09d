"""Experiments: scenarios run and compared, each in a folder of its own that suffices by itself.

``single.run`` and ``comparison.compare`` are also ``sim.run`` and ``sim.compare``;
``resuming.resume`` completes a folder after an interruption, to the same bytes.
"""
