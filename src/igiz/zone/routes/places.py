"""The zone and its map over HTTP."""

import gzip
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from igiz.core.errors import NotFound
from igiz.core.http import Camel, Context, context, tagged
from igiz.zone.model.actor import Actor
from igiz.zone.model.geography import LonLat
from igiz.zone.routes.callers import problems, signed_in
from igiz.zone.routes.levels import LevelShape, level_shape
from igiz.zone.routes.shapes import TextShape, text_shape
from igiz.zone.service import levels, places, sign_in, zone

GEOJSON = "application/geo+json"
REVALIDATE = "private, no-cache"
KEEP = "private, max-age=31536000, immutable"
LayerName = Literal["streets", "buildings", "green", "water", "trams", "areas", "points", "trees"]


class SiteShape(Camel):
    """A place to protect in the zone."""

    id: str
    name: TextShape
    kind: str
    position: LonLat
    partner: str | None


class ZoneShape(Camel):
    """The zone; `layers` gives each layer's version, to ask for it by `?version=` and keep it for good."""

    id: str
    name: TextShape
    schematic: bool
    demo: bool
    exercise: bool
    centre: LonLat
    radius_m: float
    time_zone: str
    crs: str
    attribution: str
    ceiling: str | None
    sites: list[SiteShape]
    level: LevelShape
    layers: dict[str, str]


class PlaceShape(Camel):
    """A name in the zone and where it is."""

    name: str
    kind: Literal["site", "area", "street", "address"]
    position: LonLat


class PlaceList(Camel):
    """What was found of a name."""

    items: list[PlaceShape]


def router() -> APIRouter:
    """Return the routes of the zone and its map."""
    routes = APIRouter(prefix="/v1", tags=["zone"])
    routes.add_api_route(
        "/zone",
        get_zone,
        methods=["GET"],
        operation_id="getZone",
        summary="The zone, its sites and its measure level",
        response_model=ZoneShape,
        responses=problems(401, 404),
    )
    routes.add_api_route(
        "/zone/layers/{layer}",
        get_layer,
        methods=["GET"],
        operation_id="getLayer",
        summary="One layer of the zone's map as GeoJSON (RFC 7946)",
        response_class=Response,
        responses={
            200: {
                "description": "A FeatureCollection",
                "content": {GEOJSON: {"schema": {"type": "object", "required": ["type", "features"]}}},
            },
            **problems(400, 401, 404),
        },
    )
    routes.add_api_route(
        "/places",
        list_places,
        methods=["GET"],
        operation_id="listPlaces",
        summary="Sites, areas, streets and addresses by a part of their name",
        response_model=PlaceList,
        responses=problems(400, 401),
    )
    return routes


def get_zone(
    request: Request, response: Response, ctx: Context = Depends(context), actor: Actor = Depends(signed_in)
) -> Any:
    """Describe the zone that this instance serves."""
    known = zone.zone_of(ctx.db)
    if known is None:
        raise NotFound("No zone file was read yet. The operator does that with `igiz zone load`.")
    source = places.source(ctx.db)
    shape = ZoneShape(
        id=known.id,
        name=text_shape(known.name),
        schematic=source.schematic if source else False,
        demo=sign_in.is_demo(ctx.db),
        exercise=known.exercise,
        centre=known.centre,
        radius_m=known.radius_m,
        time_zone=known.time_zone,
        crs=known.crs,
        attribution=source.attribution if source else "",
        ceiling=known.ceiling,
        sites=[
            SiteShape(
                id=each.id,
                name=text_shape(each.name),
                kind=each.kind,
                position=each.position,
                partner=each.partner,
            )
            for each in known.sites
        ],
        level=level_shape(ctx.db, levels.level_now(ctx.db, ctx.now)),
        layers=places.layer_tags(ctx.db),
    )
    return tagged(request, response, shape.model_dump(mode="json", by_alias=True))


def get_layer(
    request: Request,
    layer: LayerName,
    version: Annotated[str | None, Query(max_length=64)] = None,
    ctx: Context = Depends(context),
    actor: Actor = Depends(signed_in),
) -> Response:
    """Send a layer of the map; with its version as named by the zone, the answer may be kept for good."""
    tag = places.layer_tag(ctx.db, layer)
    headers = {
        "ETag": f'W/"{tag}"',
        "Cache-Control": KEEP if version == tag else REVALIDATE,
        "Vary": "Accept-Encoding, Cookie, Authorization",
    }
    if tag in _tags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    body = places.layer(ctx.db, layer).body
    if _takes_gzip(request.headers.get("accept-encoding", "")):
        headers["Content-Encoding"] = "gzip"
    else:
        body = gzip.decompress(body)
    return Response(body, media_type=GEOJSON, headers=headers)


def list_places(
    q: Annotated[str, Query(max_length=places.MOST_QUERY)],
    limit: Annotated[int, Query(ge=1, le=places.MOST_PLACES)] = 20,
    ctx: Context = Depends(context),
    actor: Actor = Depends(signed_in),
) -> PlaceList:
    """Look up a name: those that begin with it first, then by kind and name."""
    found = places.find_places(ctx.db, q, limit)
    return PlaceList(
        items=[
            PlaceShape.model_validate({"name": each.name, "kind": each.kind, "position": (each.lon, each.lat)})
            for each in found
        ]
    )


def _tags(header: str) -> set[str]:
    return {each.strip().removeprefix("W/").strip('"') for each in header.split(",")}


def _takes_gzip(header: str) -> bool:
    codings = [each.replace(" ", "").lower().split(";q=") for each in header.split(",")]
    return any(
        each[0] == "gzip" and (len(each) == 1 or each[1] not in ("0", "0.0", "0.00", "0.000")) for each in codings
    )
