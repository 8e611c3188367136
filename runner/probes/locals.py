"""Show the local variables of the function that is running."""

from types import FrameType

from runner.probes import Probe, Sample, Site
from runner.values import describe


class LocalsProbe(Probe):
    """Describes the locals of the lesson's frame after each step."""

    def sample(self, site: Site, frame: FrameType | None, phase: str, into: Sample) -> None:
        if frame is not None:
            # Names with a dot are the iterators that Python keeps for inlined comprehensions.
            into.locals = {name: describe(value) for name, value in frame.f_locals.items() if name.isidentifier()}
