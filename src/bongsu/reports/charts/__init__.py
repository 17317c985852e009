"""One Vega-Lite specification per chart, the same for screen and paper."""
