"""Calibration: a share of decisions is read a second time, silently (``waiting``, ``actions``), and the
agreement of both readings measured (``agreement``). What a second reader must not know:
``spine/blind_reader``."""
