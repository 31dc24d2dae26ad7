"""Calendar: Chinese dates, validity, print days, .ics. Plain Python, without I/O."""
