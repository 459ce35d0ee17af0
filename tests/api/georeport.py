"""Open311 GeoReport v2 as a schema: names, order-free, and values as the published text has them.

The standard itself has no schema file. These are written from its tables of response fields; XML is checked
by the same schema, by the standard's rule that JSON follows from XML element by element.
"""

from typing import Any

_TEXT = {"type": "string"}
_MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)$"}
_PERHAPS = {"anyOf": [_MOMENT, {"type": "null"}, {"const": ""}]}
_PLACE = {"anyOf": [{"type": "number"}, {"type": "null"}, {"const": ""}]}


def _list_of(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    each = {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
    return {"type": "array", "items": each}


SERVICES = _list_of(
    {
        "service_code": {"type": "string", "minLength": 1},
        "service_name": {"type": "string", "minLength": 1},
        "description": _TEXT,
        "metadata": {"enum": [True, False]},
        "type": {"enum": ["realtime", "batch", "blackbox"]},
        "keywords": _TEXT,
        "group": _TEXT,
    },
    ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"],
)
REQUESTS = _list_of(
    {
        "service_request_id": {"type": "string", "minLength": 1},
        "status": {"enum": ["open", "closed"]},
        "status_notes": _TEXT,
        "service_name": _TEXT,
        "service_code": {"type": "string", "minLength": 1},
        "description": _TEXT,
        "agency_responsible": _TEXT,
        "service_notice": _TEXT,
        "requested_datetime": _MOMENT,
        "updated_datetime": _MOMENT,
        "expected_datetime": _PERHAPS,
        "address": _TEXT,
        "address_id": _TEXT,
        "zipcode": _TEXT,
        "lat": _PLACE,
        "long": _PLACE,
        "media_url": _TEXT,
    },
    [
        "service_request_id",
        "status",
        "service_name",
        "service_code",
        "requested_datetime",
        "updated_datetime",
        "address",
        "lat",
        "long",
    ],
)
ERRORS = _list_of({"code": {"type": "integer"}, "description": _TEXT}, ["code", "description"])
