"""The integrity constraints of the RDF Data Cube Vocabulary (W3C Recommendation of 16 January 2014, section 11).

Each query asks for a fault. They run on a graph in normal form (section 10.2), which :data:`NORMAL_FORM` makes.
"""

from __future__ import annotations

NORMAL_FORM = (
    """INSERT { ?component qb:componentProperty ?property . ?property a qb:DimensionProperty }
       WHERE { ?component qb:dimension ?property }""",
    """INSERT { ?component qb:componentProperty ?property . ?property a qb:MeasureProperty }
       WHERE { ?component qb:measure ?property }""",
    """INSERT { ?component qb:componentProperty ?property . ?property a qb:AttributeProperty }
       WHERE { ?component qb:attribute ?property }""",
    """INSERT { ?observation a qb:Observation } WHERE { [] qb:observation ?observation }""",
    """INSERT { ?observation qb:dataSet ?set } WHERE { ?set qb:slice/qb:observation ?observation }""",
)

CONSTRAINTS = {
    "IC-1": """ASK { { ?o a qb:Observation FILTER NOT EXISTS { ?o qb:dataSet ?set } }
        UNION { ?o a qb:Observation ; qb:dataSet ?set , ?other FILTER(?set != ?other) } }""",
    "IC-2": """ASK { { ?set a qb:DataSet FILTER NOT EXISTS { ?set qb:structure ?dsd } }
        UNION { ?set a qb:DataSet ; qb:structure ?dsd , ?other FILTER(?dsd != ?other) } }""",
    "IC-3": """ASK { ?dsd a qb:DataStructureDefinition
        FILTER NOT EXISTS { ?dsd qb:component [ qb:componentProperty [ a qb:MeasureProperty ] ] } }""",
    "IC-4": "ASK { ?dim a qb:DimensionProperty FILTER NOT EXISTS { ?dim rdfs:range [] } }",
    "IC-5": """ASK { ?dim a qb:DimensionProperty ; rdfs:range skos:Concept
        FILTER NOT EXISTS { ?dim qb:codeList [] } }""",
    "IC-6": """ASK { ?dsd qb:component ?component .
        ?component qb:componentRequired false ; qb:componentProperty ?property
        FILTER NOT EXISTS { ?property a qb:AttributeProperty } }""",
    "IC-7": """ASK { ?key a qb:SliceKey
        FILTER NOT EXISTS { ?dsd a qb:DataStructureDefinition ; qb:sliceKey ?key } }""",
    "IC-8": """ASK { ?key a qb:SliceKey ; qb:componentProperty ?property . ?dsd qb:sliceKey ?key
        FILTER NOT EXISTS { ?dsd qb:component [ qb:componentProperty ?property ] } }""",
    "IC-9": """ASK { { ?slice a qb:Slice FILTER NOT EXISTS { ?slice qb:sliceStructure ?key } }
        UNION { ?slice a qb:Slice ; qb:sliceStructure ?key , ?other FILTER(?key != ?other) } }""",
    "IC-10": """ASK { ?slice qb:sliceStructure [ qb:componentProperty ?dim ]
        FILTER NOT EXISTS { ?slice ?dim [] } }""",
    "IC-11": """ASK { ?o qb:dataSet/qb:structure/qb:component/qb:componentProperty ?dim . ?dim a qb:DimensionProperty
        FILTER NOT EXISTS { ?o ?dim [] } }""",
    "IC-12": """ASK { FILTER(?allEqual) { SELECT (MIN(?equal) AS ?allEqual) WHERE {
        ?one qb:dataSet ?set . ?two qb:dataSet ?set FILTER(?one != ?two)
        ?set qb:structure/qb:component/qb:componentProperty ?dim . ?dim a qb:DimensionProperty .
        ?one ?dim ?value . ?two ?dim ?other BIND(?value = ?other AS ?equal)
        } GROUP BY ?one ?two } }""",
    "IC-13": """ASK { ?o qb:dataSet/qb:structure/qb:component ?component .
        ?component qb:componentRequired true ; qb:componentProperty ?attribute
        FILTER NOT EXISTS { ?o ?attribute [] } }""",
    "IC-14": """ASK { ?o qb:dataSet/qb:structure ?dsd
        FILTER NOT EXISTS { ?dsd qb:component/qb:componentProperty qb:measureType }
        ?dsd qb:component/qb:componentProperty ?measure . ?measure a qb:MeasureProperty
        FILTER NOT EXISTS { ?o ?measure [] } }""",
    "IC-15": """ASK { ?o qb:dataSet/qb:structure ?dsd ; qb:measureType ?measure .
        ?dsd qb:component/qb:componentProperty qb:measureType
        FILTER NOT EXISTS { ?o ?measure [] } }""",
    "IC-16": """ASK { ?o qb:dataSet/qb:structure ?dsd ; qb:measureType ?measure ; ?other [] .
        ?dsd qb:component/qb:componentProperty qb:measureType ; qb:component/qb:componentProperty ?other .
        ?other a qb:MeasureProperty FILTER(?other != ?measure) }""",
    "IC-17": """ASK { { SELECT ?number (COUNT(?two) AS ?count) WHERE {
        { SELECT ?dsd (COUNT(?m) AS ?number) WHERE {
            ?dsd qb:component/qb:componentProperty ?m . ?m a qb:MeasureProperty } GROUP BY ?dsd }
        ?one qb:dataSet/qb:structure ?dsd ; qb:dataSet ?set ; qb:measureType ?m1 .
        ?two qb:dataSet ?set ; qb:measureType ?m2
        FILTER NOT EXISTS {
          ?dsd qb:component/qb:componentProperty ?dim FILTER(?dim != qb:measureType)
          ?dim a qb:DimensionProperty . ?one ?dim ?value . ?two ?dim ?other FILTER(?value != ?other) }
        } GROUP BY ?one ?number HAVING(?count != ?number) } }""",
    "IC-18": """ASK { ?set qb:slice ?slice . ?slice qb:observation ?o FILTER NOT EXISTS { ?o qb:dataSet ?set } }""",
    "IC-19": """ASK { ?o qb:dataSet/qb:structure/qb:component/qb:componentProperty ?dim .
        ?dim a qb:DimensionProperty ; qb:codeList ?list . ?o ?dim ?value .
        { ?list a skos:ConceptScheme FILTER NOT EXISTS { ?value a skos:Concept ; skos:inScheme ?list } }
        UNION { ?list a skos:Collection FILTER NOT EXISTS { ?value a skos:Concept . ?list skos:member+ ?value } } }""",
    "IC-20": """ASK { ?list a qb:HierarchicalCodeList ; qb:parentChildProperty ?down . FILTER(isIRI(?down))
        ?o qb:dataSet/qb:structure/qb:component/qb:componentProperty ?dim . ?dim qb:codeList ?list . ?o ?dim ?value
        FILTER NOT EXISTS { ?list qb:hierarchyRoot ?value } FILTER NOT EXISTS { ?parent ?down ?value } }""",
    "IC-21": """ASK { ?list a qb:HierarchicalCodeList ; qb:parentChildProperty [ owl:inverseOf ?up ] .
        ?o qb:dataSet/qb:structure/qb:component/qb:componentProperty ?dim . ?dim qb:codeList ?list . ?o ?dim ?value
        FILTER NOT EXISTS { ?list qb:hierarchyRoot ?value } FILTER NOT EXISTS { ?value ?up ?parent } }""",
}
