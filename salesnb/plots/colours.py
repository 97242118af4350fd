"""The colours of pictures and charts: colour-blind safe, one meaning each."""

COLOURS = {
    "actual": "#0072B2",
    "plan": "#E69F00",
    "before": "#7A8793",
    "good": "#009E73",
    "bad": "#D55E00",
    "neutral": "#56B4E9",
    "highlight": "#CC79A7",
}
