/* Reads each calendar of a file with libical; prints the UTC starts of its events as JSON, one list a calendar.
 *
 *     cc accept_by_libical.c -o accept_by_libical -lical && ./accept_by_libical FILE
 *
 * Fails when libical finds an error, or something that RFC 5545 and RFC 5546 do not allow where it stands, or miss. One thing
 * alone is let through: a published task without a start (RFC 5546 3.4.1), because a deadline has none. */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int errors(icalcomponent *component) {
    int count = 0;
    int is_task = icalcomponent_isa(component) == ICAL_VTODO_COMPONENT;
    icalproperty *found = icalcomponent_get_first_property(component, ICAL_XLICERROR_PROPERTY);
    for (; found; found = icalcomponent_get_next_property(component, ICAL_XLICERROR_PROPERTY)) {
        const char *said = icalproperty_get_xlicerror(found);
        if (is_task && strstr(said, "restrictions for DTSTART property. Expected 1 instances")) continue;
        fprintf(stderr, "%s: %s\n", icalcomponent_kind_to_string(icalcomponent_isa(component)), said);
        count++;
    }
    icalcomponent *part = icalcomponent_get_first_component(component, ICAL_ANY_COMPONENT);
    for (; part; part = icalcomponent_get_next_component(component, ICAL_ANY_COMPONENT)) count += errors(part);
    return count;
}

static int starts(icalcomponent *calendar) {
    const char *between = "";
    icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
    printf("[");
    for (; event; event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        icalproperty *property = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
        if (!property) {
            fprintf(stderr, "an event without a start\n");
            return 1;
        }
        struct icaltimetype time = icalproperty_get_datetime_with_component(property, event);
        if (time.is_date) {
            printf("%s\"%04d-%02d-%02d\"", between, time.year, time.month, time.day);
        } else if (!time.zone) {
            fprintf(stderr, "a floating time\n");
            return 1;
        } else {
            time = icaltime_convert_to_zone(time, icaltimezone_get_utc_timezone());
            printf("%s\"%04d-%02d-%02dT%02d:%02d:%02dZ\"", between, time.year, time.month, time.day, time.hour,
                   time.minute, time.second);
        }
        between = ", ";
    }
    printf("]");
    return 0;
}

int main(int count, char **arguments) {
    FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
    if (!file || fseek(file, 0, SEEK_END)) {
        fprintf(stderr, "usage: accept_by_libical FILE\n");
        return 2;
    }
    long size = ftell(file);
    char *text = calloc(1, size + 1);
    rewind(file);
    if (!text || fread(text, 1, size, file) != (size_t)size) return 2;
    icalcomponent *whole = icalparser_parse_string(text);
    if (!whole) {
        fprintf(stderr, "no calendar\n");
        return 1;
    }
    int is_single = icalcomponent_isa(whole) == ICAL_VCALENDAR_COMPONENT;
    icalcomponent *one = is_single ? whole : icalcomponent_get_first_component(whole, ICAL_VCALENDAR_COMPONENT);
    const char *between = "";
    printf("[");
    while (one) {
        icalrestriction_check(one);
        if (errors(one)) {
            fprintf(stderr, "%s\n", icalcomponent_as_ical_string(one));
            return 1;
        }
        printf("%s", between);
        if (starts(one)) return 1;
        between = ", ";
        one = is_single ? NULL : icalcomponent_get_next_component(whole, ICAL_VCALENDAR_COMPONENT);
    }
    printf("]\n");
    return 0;
}
