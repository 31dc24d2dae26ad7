"""Every form in which a date is typed, in the order in which they are tried.

What one form has read, no later one sees; so the fuller forms stand first.
"""

from __future__ import annotations

from bot.calendar import festivals, months, relative_days, written_dates

FORMS = (
    written_dates.YEAR_MONTH_DAY,
    written_dates.EIGHT_DIGITS,
    written_dates.YEAR_LAST,
    written_dates.SHORT_YEAR,
    written_dates.SIX_DIGITS,
    written_dates.FOUR_DIGITS,
    festivals.FESTIVAL,
    festivals.LUNAR,
    relative_days.ABOUT_TWO,
    relative_days.VAGUE,
    written_dates.MONTH_DAY,
    months.RELATIVE_MONTH,
    months.PART_OF_MONTH,
    months.PART_OF_ANY_MONTH,
    relative_days.AGO,
    relative_days.AHEAD,
    relative_days.HABIT,
    relative_days.RELATIVE_WEEK,
    relative_days.WEEKDAY,
    relative_days.EITHER_DAY,
    relative_days.DAY_BEFORE_OR_AFTER,
    relative_days.DAY_WORD,
    relative_days.EVENING_BEFORE,
    relative_days.JUST_STAMPED,
    written_dates.MONTH_DAY_RANGE,
    written_dates.DAY_RANGE,
    written_dates.NUMERIC,
    written_dates.TWO_NUMBERS,
    written_dates.DAY_ALONE,
    months.MONTH_ALONE,
    months.YEAR_AND_MONTH,
)
