"""The other side of the bench: what one would write with the usual packages, one series at a time."""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

R_SCRIPT = """
if (!requireNamespace("surveillance", quietly = TRUE)) quit(status = 3)
suppressMessages(library(surveillance))
args <- commandArgs(trailingOnly = TRUE)
counts <- as.matrix(read.csv(args[1], header = FALSE))
first <- as.integer(args[2])
series <- sts(observed = counts, frequency = 52, start = c(2000, 1))
control <- list(range = first:nrow(counts), b = 5, w = 3, noPeriods = 10, pastWeeksNotIncluded = 26,
                weightsThreshold = 2.58, thresholdMethod = "nbPlugin", pThresholdTrend = 1,
                alpha = 0.01, limit54 = c(0, 4), trend = TRUE)
seconds <- system.time(found <- farringtonFlexible(series, control))[["elapsed"]]
write.table(rbind(rep(seconds, ncol(counts)), upperbound(found)), args[3], sep = ",", row.names = FALSE,
            col.names = FALSE)
"""


def installed(name: str) -> bool:
    """Whether a package is there; nothing is imported."""
    return importlib.util.find_spec(name) is not None


def classic_2005(
    counts: Array, indicators: Array, *, selected: int, level: float
) -> tuple[Array, Array, float]:
    """One item by scipy.stats.pearsonr and statsmodels OLS: correlations, p-values, prediction at the end."""
    pearsonr = importlib.import_module("scipy.stats").pearsonr
    regression: Any = importlib.import_module("statsmodels.api")
    found = [pearsonr(counts, indicators[:, k]) for k in range(indicators.shape[1])]
    r = np.array([each.statistic for each in found])
    p = np.array([each.pvalue for each in found])
    order = np.argsort(-np.abs(r), kind="stable")
    chosen = [k for k in order if p[k] < level][:selected] or [order[0]]
    design = regression.add_constant(indicators[:, chosen])
    fitted = regression.OLS(counts, design).fit()
    return r, p, float(fitted.predict(design[-1:])[0])


def negative_binomial(counts: Array, design: Array, *, size: float) -> Array:
    """Fitted means of statsmodels' negative-binomial GLM with log link and known size."""
    regression: Any = importlib.import_module("statsmodels.api")
    family = regression.families.NegativeBinomial(alpha=1.0 / size)
    return np.asarray(regression.GLM(counts, design, family=family).fit().fittedvalues)


def surveillance(counts: Array, *, first: int) -> tuple[float, Array] | None:
    """R's farringtonFlexible on the same counts: its seconds and bounds [week, series]; None without R."""
    program = shutil.which("Rscript")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        np.savetxt(folder / "counts.csv", counts, fmt="%d", delimiter=",")
        (folder / "run.R").write_text(R_SCRIPT, encoding="utf-8")
        done = subprocess.run(  # noqa: S603
            [program, folder / "run.R", folder / "counts.csv", str(first + 1), folder / "bounds.csv"],
            check=False,
            capture_output=True,
        )
        if done.returncode:
            return None
        table = np.atleast_2d(np.loadtxt(folder / "bounds.csv", delimiter=","))
    return float(table[0, 0]), table[1:]
