"""The types of STIX 2.1 in one table: `!` marks what a type must have, the kinds are those of `shapes`."""

from collections.abc import Mapping

from igiz.share.formats.stix.shapes import Rule, Shape, beside, family_name, one, order, shape, some

_EVERY = (
    "id!=str type!=str object_marking_refs=refs:marking-definition granular_markings=granular extensions=maps"
    " created_by_ref=ref:identity revoked=bool labels=strs confidence=int:0:100 lang=lang external_references=sources"
)
_DOMAIN = _EVERY + " spec_version!=enum:2.1 created!=time modified!=time"
_META = _EVERY + " spec_version!=enum:2.1 created!=time modified=time"
_CYBER = _EVERY + " spec_version=enum:2.1 defanged=bool created=time modified=time"

_SEEN = "first_seen=time last_seen=time"
_FILE_TIMES = "ctime=time mtime=time atime=time"

DOMAIN: Mapping[str, str] = {
    "attack-pattern": "name!=str description=str aliases=strs kill_chain_phases=phases",
    "campaign": f"name!=str description=str aliases=strs {_SEEN} objective=str",
    "course-of-action": "name!=str description=str",
    "grouping": "name=str description=str context!=str object_refs!=refs",
    "identity": "name!=str description=str roles=strs identity_class=str sectors=strs contact_information=str",
    "incident": "name!=str description=str kill_chain_phases=phases",
    "indicator": "name=str description=str indicator_types=strs pattern!=str pattern_type!=str pattern_version=str"
    " valid_from!=time valid_until=time kill_chain_phases=phases",
    "infrastructure": f"name!=str description=str infrastructure_types=strs aliases=strs {_SEEN}"
    " kill_chain_phases=phases",
    "intrusion-set": f"name!=str description=str aliases=strs {_SEEN} goals=strs resource_level=str"
    " primary_motivation=str secondary_motivations=strs",
    "location": "name=str description=str latitude=float:-90:90 longitude=float:-180:180 precision=float:0: region=str"
    " country=str administrative_area=str city=str street_address=str postal_code=str",
    "malware": f"name=str description=str malware_types=strs is_family!=bool aliases=strs {_SEEN}"
    " kill_chain_phases=phases operating_system_refs=refs:software architecture_execution_envs=strs"
    " implementation_languages=strs capabilities=strs sample_refs=refs:artifact|file",
    "malware-analysis": "product!=str version=str host_vm_ref=ref:software operating_system_ref=ref:software"
    " installed_software_refs=refs:software configuration_version=str modules=strs analysis_engine_version=str"
    " analysis_definition_version=str submitted=time analysis_started=time analysis_ended=time result_name=str"
    " result=str analysis_sco_refs=refs sample_ref=ref:artifact|file|network-traffic",
    "note": "abstract=str content!=str authors=strs object_refs!=refs",
    "observed-data": "first_observed!=time last_observed!=time number_observed!=int:1:999999999 objects=maps"
    " object_refs=refs",
    "opinion": "explanation=str authors=strs object_refs!=refs"
    " opinion!=enum:strongly-disagree|disagree|neutral|agree|strongly-agree",
    "report": "name!=str description=str report_types=strs published!=time object_refs!=refs",
    "threat-actor": f"name!=str description=str threat_actor_types=strs aliases=strs {_SEEN} roles=strs goals=strs"
    " sophistication=str resource_level=str primary_motivation=str secondary_motivations=strs"
    " personal_motivations=strs",
    "tool": "name!=str description=str tool_types=strs aliases=strs kill_chain_phases=phases tool_version=str",
    "vulnerability": "name!=str description=str",
    "relationship": "relationship_type!=str description=str source_ref!=ref target_ref!=ref start_time=time"
    " stop_time=time",
    "sighting": f"description=str {_SEEN} count=int:0:999999999 sighting_of_ref!=ref"
    " observed_data_refs=refs:observed-data where_sighted_refs=refs:identity|location summary=bool",
    "language-content": "object_ref!=ref object_modified=time contents!=maps",
}
META: Mapping[str, str] = {
    "marking-definition": "name=str definition_type=str definition=dict",
    "extension-definition": "created_by_ref!=ref:identity name!=str description=str schema!=str version!=str"
    " extension_types!=strs extension_properties=strs",
}
CYBER: Mapping[str, str] = {
    "artifact": "mime_type=str payload_bin=binary url=str hashes=hashes decryption_key=str"
    " encryption_algorithm=enum:AES-256-GCM|ChaCha20-Poly1305|mime-type-indicated",
    "autonomous-system": "number!=int:0: name=str rir=str",
    "directory": f"path!=str path_enc=str {_FILE_TIMES} contains_refs=refs:file|directory",
    "domain-name": "value!=str resolves_to_refs=refs:ipv4-addr|ipv6-addr|domain-name",
    "email-addr": "value!=str display_name=str belongs_to_ref=ref:user-account",
    "email-message": "is_multipart!=bool date=time content_type=str from_ref=ref:email-addr sender_ref=ref:email-addr"
    " to_refs=refs:email-addr cc_refs=refs:email-addr bcc_refs=refs:email-addr message_id=str subject=str"
    " received_lines=strs additional_header_fields=dict body=str body_multipart=dicts raw_email_ref=ref:artifact",
    "file": f"hashes=hashes size=int:0: name=str name_enc=str magic_number_hex=hex mime_type=str {_FILE_TIMES}"
    " parent_directory_ref=ref:directory contains_refs=refs content_ref=ref:artifact",
    "ipv4-addr": "value!=str resolves_to_refs=refs:mac-addr belongs_to_refs=refs:autonomous-system",
    "ipv6-addr": "value!=str resolves_to_refs=refs:mac-addr belongs_to_refs=refs:autonomous-system",
    "mac-addr": "value!=str",
    "mutex": "name!=str",
    "network-traffic": "start=time end=time is_active=bool src_ref=ref:ipv4-addr|ipv6-addr|mac-addr|domain-name"
    " dst_ref=ref:ipv4-addr|ipv6-addr|mac-addr|domain-name src_port=int:0:65535 dst_port=int:0:65535 protocols!=strs"
    " src_byte_count=int:0: dst_byte_count=int:0: src_packets=int:0: dst_packets=int:0: ipfix=dict"
    " src_payload_ref=ref:artifact dst_payload_ref=ref:artifact encapsulates_refs=refs:network-traffic"
    " encapsulated_by_ref=ref:network-traffic",
    "process": "is_hidden=bool pid=int created_time=time cwd=str command_line=str environment_variables=hashes"
    " opened_connection_refs=refs:network-traffic creator_user_ref=ref:user-account image_ref=ref:file"
    " parent_ref=ref:process child_refs=refs:process",
    "software": "name!=str cpe=str swid=str languages=strs vendor=str version=str",
    "url": "value!=str",
    "user-account": "user_id=str credential=str account_login=str account_type=str display_name=str"
    " is_service_account=bool is_privileged=bool can_escalate_privs=bool is_disabled=bool account_created=time"
    " account_expires=time credential_last_changed=time account_first_login=time account_last_login=time",
    "windows-registry-key": "key=str values=dicts modified_time=time creator_user_ref=ref:user-account"
    " number_of_subkeys=int:0:",
    "x509-certificate": "is_self_signed=bool hashes=hashes version=str serial_number=str signature_algorithm=str"
    " issuer=str validity_not_before=time validity_not_after=time subject=str subject_public_key_algorithm=str"
    " subject_public_key_modulus=str subject_public_key_exponent=int x509_v3_extensions=dict",
}
_BOTH_SEEN = (order("first_seen", "last_seen"),)
_RULES: Mapping[str, tuple[Rule, ...]] = {
    "campaign": _BOTH_SEEN,
    "indicator": (order("valid_from", "valid_until", apart=True),),
    "infrastructure": _BOTH_SEEN,
    "intrusion-set": _BOTH_SEEN,
    "location": (
        some("region", "country", "latitude"),
        beside("latitude", "longitude"),
        beside("longitude", "latitude"),
        beside("precision", "latitude"),
    ),
    "malware": (*_BOTH_SEEN, family_name),
    "malware-analysis": (some("result", "analysis_sco_refs"),),
    "observed-data": (order("first_observed", "last_observed"), one("objects", "object_refs")),
    "relationship": (order("start_time", "stop_time", apart=True),),
    "sighting": _BOTH_SEEN,
    "threat-actor": _BOTH_SEEN,
    "marking-definition": (
        some("definition", "extensions"),
        beside("definition", "definition_type"),
        beside("definition_type", "definition"),
    ),
    "artifact": (one("payload_bin", "url"), beside("url", "hashes")),
    "file": (some("hashes", "name"),),
    "network-traffic": (order("start", "end"), some("src_ref", "dst_ref")),
}
_VERSIONS = (order("created", "modified"),)

# A type that the standard does not name: only what is common is checked, where it is there.
UNKNOWN = shape("", _VERSIONS, _CYBER)
SHAPES: Mapping[str, Shape] = {
    name: shape(columns, _VERSIONS + _RULES.get(name, ()), common)
    for table, common in ((DOMAIN, _DOMAIN), (META, _META), (CYBER, _CYBER))
    for name, columns in table.items()
}
