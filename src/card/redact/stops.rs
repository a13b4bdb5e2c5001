//! The bytes at which a scan stops.

/// A byte that may start a run of digits.
pub(super) const DIGIT: u8 = 1;

/// A byte inside the name of a secret.
pub(super) const NAME: u8 = 2;

/// A byte that may end the name of a value.
pub(super) const SEPARATOR: u8 = 3;

/// A byte that may begin an option or a tag.
pub(super) const OPENING: u8 = 4;

/// A byte that may begin the escape of one of these bytes.
pub(super) const ESCAPE: u8 = 5;

/// A byte that may separate a name and its value in a list.
pub(super) const LIST: u8 = 6;

/// The end of a line, which may end with the name of the next one.
pub(super) const LINE_END: u8 = 7;

/// Where to stop. Each name is found by a letter that is rare in text: spt`_`, authori`z`ation, pa`y`ment,
/// securit`y`, `B`EGIN, `b`earer, ey`J`, c`v`c.
pub(super) const STOPS: [u8; 256] = {
    let mut stops = [0; 256];
    let mut byte = b'0';
    while byte <= b'9' {
        stops[byte as usize] = DIGIT;
        byte += 1;
    }
    // First bytes of Arabic-Indic digits, bullets and full-width digits.
    stops[0xd9] = DIGIT;
    stops[0xdb] = DIGIT;
    stops[0xe2] = DIGIT;
    stops[0xef] = DIGIT;
    stops[b':' as usize] = SEPARATOR;
    stops[b'=' as usize] = SEPARATOR;
    stops[b',' as usize] = LIST;
    stops[b';' as usize] = LIST;
    stops[b'\n' as usize] = LINE_END;
    stops[b'-' as usize] = OPENING;
    stops[b'<' as usize] = OPENING;
    stops[b'%' as usize] = ESCAPE;
    stops[b'\\' as usize] = ESCAPE;
    stops[b'&' as usize] = ESCAPE;
    let names = b"_zZyYbBJvV";
    let mut place = 0;
    while place < names.len() {
        stops[names[place] as usize] = NAME;
        place += 1;
    }
    stops
};
