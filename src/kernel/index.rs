//! Positions in the lists of a problem. Each list has its own type, so that a place is never taken for an activity.

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// The index of list position `position`; lists are limited to `u32::MAX` entries when a problem is read.
            pub const fn new(position: usize) -> Self {
                Self(position as u32)
            }

            /// The list position.
            pub const fn get(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

index! {
    /// An activity of a problem.
    ActivityIndex,
    /// A mode of one activity; 0 where the activity has a single mode without a name.
    ModeIndex,
    /// A place of a problem.
    PlaceIndex,
    /// A resource of a problem.
    ResourceIndex,
    /// A relation of a problem.
    RelationIndex,
    /// A cost level of a problem, the most important first.
    LevelIndex,
    /// A profile of a problem, in the order of names.
    ProfileIndex,
}
