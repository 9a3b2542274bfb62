"""The parts of the ``live`` process: what it hears of Redis, and the open streams that it tells."""
