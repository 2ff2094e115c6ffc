"""Geometry to pictures: range, smoothing, upsampling, colour, normals and layout."""

from camfilter.look.carry import FlowCarrier
from camfilter.look.normals import normals_from_depth
from camfilter.look.orient import orient
from camfilter.look.renderer import Look, Manner
from camfilter.look.rendering import Rendering

__all__ = ["FlowCarrier", "Look", "Manner", "Rendering", "normals_from_depth", "orient"]
