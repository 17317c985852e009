"""Outbreak detectors that look at nothing but a count series' own past, one file a method.

Every method takes counts [time, series] (NaN where nothing was reported) and answers with `Detections`;
hundreds of series and every time of each are done in one call of a compiled kernel.
"""
