"""A SPARQL endpoint in twenty lines of Flask, as a peer of the benchmark: ``python twenty_lines.py FILE PORT``."""

import sys

from flask import Flask, Response, request
from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, Store

store = Store()
store.bulk_load(path=sys.argv[1], format=RdfFormat.N_TRIPLES)
app = Flask(__name__)


@app.get("/query")
def query() -> Response:
    """Answer a query without any limit."""
    result = store.query(request.args["query"])
    if isinstance(result, QueryTriples):
        return Response(result.serialize(format=RdfFormat.TURTLE), content_type="text/turtle")
    answer = result.serialize(format=QueryResultsFormat.JSON)
    return Response(answer, content_type="application/sparql-results+json")


app.run(port=int(sys.argv[2]), threaded=True)
