"""What reading processes need, imported once before they part: see `server.processes`."""

import server.desk
import server.live.frame_answer
import server.readings.page_answer  # noqa: F401
