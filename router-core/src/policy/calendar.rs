//! Hours and weekdays of rules. Which hour it is comes in from outside: the core has no clock.

use jiff::civil::{DateTime, Weekday};

use crate::files::Value;

/// An hour of a weekday, where the tenants live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// 0 to 23.
    pub hour: u8,
    /// The day of the week.
    pub weekday: Weekday,
}

/// Hours of a day, a bit for each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hours(u32);

/// Days of the week, a bit for each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Weekdays(u8);

const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "mon"),
    (Weekday::Tuesday, "tue"),
    (Weekday::Wednesday, "wed"),
    (Weekday::Thursday, "thu"),
    (Weekday::Friday, "fri"),
    (Weekday::Saturday, "sat"),
    (Weekday::Sunday, "sun"),
];

// === impl Moment ===

impl Moment {
    /// The moment of a civil time.
    #[must_use]
    pub fn of(time: DateTime) -> Self {
        Self { hour: time.hour().unsigned_abs(), weekday: time.weekday() }
    }

    /// The hours since Monday began: what stands for it in records.
    pub(crate) fn code(self) -> u8 {
        self.weekday.to_monday_zero_offset().unsigned_abs() * 24 + self.hour
    }

    /// The moment of a code, below 168.
    pub(crate) fn of_code(code: u8) -> Option<Self> {
        let weekday = Weekday::from_monday_zero_offset(i8::try_from(code / 24).ok()?).ok()?;
        Some(Self { hour: code % 24, weekday })
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let day = DAYS.iter().find(|(weekday, _)| *weekday == self.weekday).map_or("", |(_, name)| name);
        write!(formatter, "{day} {:02}", self.hour)
    }
}

// === impl Hours ===

impl Hours {
    /// Whether `hour` is one of them.
    #[must_use]
    pub fn contains(self, hour: u8) -> bool {
        1_u32.checked_shl(hour.into()).is_some_and(|bit| self.0 & bit != 0)
    }

    /// The hours of this and of `other`.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// `"09-18"`, from 9:00 to 17:59; `"22-06"` goes on after midnight.
    pub(super) fn read(value: &Value<'_>) -> Option<Self> {
        let text = value.string()?;
        let hour = |text: &str| {
            let is_plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<u8>().ok().filter(|hour| is_plain && *hour <= 24)
        };
        let ends = text.split_once('-').and_then(|(from, to)| Some((hour(from)?, hour(to)?)));
        match ends {
            Some((from, to)) if from != to && from < 24 => {
                let within =
                    |hour: &u8| if from < to { (from..to).contains(hour) } else { *hour >= from || *hour < to };
                Some(Self((0..24).filter(within).fold(0, |bits, hour| bits | 1 << hour)))
            }
            _ => value.refuse(format!("`{text}`"), "hours in Almaty such as \"09-18\", or \"22-06\" over midnight"),
        }
    }
}

impl std::fmt::Display for Hours {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let hours = (0..24).filter(|hour| self.contains(*hour)).map(|hour| format!("{hour:02}"));
        formatter.write_str(&hours.collect::<Vec<_>>().join(", "))
    }
}

// === impl Weekdays ===

impl Weekdays {
    /// Whether `day` is one of them.
    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        DAYS.iter().zip(0..).any(|((weekday, _), bit)| *weekday == day && self.0 & 1 << bit != 0)
    }

    /// The days of this and of `other`.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Each of them, from Monday on.
    pub fn days(self) -> impl Iterator<Item = Weekday> {
        DAYS.iter().map(|(day, _)| *day).filter(move |day| self.contains(*day))
    }

    /// `"sat"`, or `"mon-fri"`, which may go on after Sunday.
    pub(crate) fn read(value: &Value<'_>) -> Option<Self> {
        let text = value.string()?;
        let place = |name: &str| DAYS.iter().position(|(_, day)| *day == name);
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        let (Some(from), Some(to)) = (place(from), place(to)) else {
            let names = DAYS.map(|(_, name)| name).join(", ");
            return value.refuse(format!("`{text}`"), format!("one of {names}, or days such as \"mon-fri\""));
        };
        let within = |day: &usize| if from <= to { (from..=to).contains(day) } else { *day >= from || *day <= to };
        Some(Self((0..7).filter(within).fold(0, |bits, day| bits | 1 << day)))
    }
}

impl std::fmt::Display for Weekdays {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let days = DAYS.iter().filter(|(day, _)| self.contains(*day)).map(|(_, name)| *name);
        formatter.write_str(&days.collect::<Vec<_>>().join(", "))
    }
}
