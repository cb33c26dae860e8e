// Which file answers a request: what server/http/negotiation.py and server/display/language.py decide, for njs 0.7.
import crypto from "crypto";
import fs from "fs";
import settings from "settings.js";

function answer(r) {
  if (r.method === "OPTIONS") return preflight(r);
  if (r.method !== "GET" && r.method !== "HEAD") return refuse(r, 405, "Method Not Allowed", "use GET or HEAD");
  var path = r.uri;
  if (settings.root && path !== settings.root && path.indexOf(settings.root + "/") !== 0) return nothing(r);
  path = path.slice(settings.root.length) || "/";
  var query = parameters(r);
  if (settings.server.some(function (pattern) { return new RegExp(pattern).test(path); })) return needsServer(r, query);
  var pairs = query.filter(function (pair) { return pair[0] !== "lang"; });
  var exact = entry(r, path, pairs);
  if (exact) return send(r, path, exact, query, "");
  var thing = /^\/id(\/[^\/]+\/.+)$/.exec(path);
  if (thing && !pairs.length && entry(r, "/doc" + thing[1], [])) {
    set(r, { "Vary": "Accept" }, []);
    return r.return(303, settings.root + encoded("/doc" + thing[1]));
  }
  var dot = path.lastIndexOf(".");
  var stem = dot > 0 ? entry(r, path.slice(0, dot), pairs) : null;
  if (stem) {
    var extension = path.slice(dot + 1);
    if (stem.location) {
      stem.location += "." + extension;
      return send(r, path, stem, query, "");
    }
    if (stem.status === 410 || stem.variants.some(function (v) { return v.extension === extension; })) {
      return send(r, path, stem, query, extension);
    }
  }
  if (pairs.length && entry(r, path, [])) return needsServer(r, query);
  return nothing(r);
}

// -- files

function entry(r, path, pairs) {
  var name = path.replace(/^\/+|\/+$/g, "").split("/").map(encodeURIComponent).join("/") || "index";
  if (path !== "/" && (path.slice(-1) === "/" || path.slice(0, 2) === "//")) return null;
  if (pairs.length) {
    var sorted = pairs.map(function (pair) { return pair[0] + "=" + pair[1]; }).sort();
    name += encodeURIComponent("?" + sorted.join("&"));
  }
  return read(r, name.split("/").map(short).join("/"));
}

function short(name) {
  if (name.length <= 200) return name;
  return name.slice(0, 150) + "~" + crypto.createHash("sha256").update(name).digest("hex").slice(0, 16);
}

function read(r, name) {
  try {
    return JSON.parse(fs.readFileSync(r.variables.tabunka_place + "/index/" + name + ".json"));
  } catch (error) {
    return null;
  }
}

function send(r, path, found, query, extension) {
  if (found.location) {
    set(r, found.headers, found.without);
    var rest = r.variables.args && found.status === 301 ? "?" + r.variables.args : "";
    return r.return(found.status, found.location + rest);
  }
  var offered = found.variants;
  if (extension && found.status === 200) offered = offered.filter(function (v) { return v.extension === extension; });
  var types = offered.map(function (v) { return v.type; }).filter(function (t, n, all) { return all.indexOf(t) === n; });
  var type = types.length > 1 ? preferred(types, r.headersIn["Accept"]) : types[0];
  if (!type) return refuse(r, 406, "Not Acceptable", "ask for one of " + types.join(", "));
  var language = chosenLanguage(r, query);
  offered = offered.filter(function (v) { return v.type === type; });
  var variant = offered.filter(function (v) { return v.language === language; })[0] || offered[0];
  set(r, Object.assign({}, found.shared, variant.headers), variant.without);
  if (extension && found.status === 200) vary(r, "Accept");
  var asked = last(query, "lang");
  if (type.indexOf("text/html") === 0 && settings.readable.indexOf(asked) >= 0) {
    var secure = r.variables.scheme === "https" ? "; Secure" : "";
    r.headersOut["Set-Cookie"] = ["lang=" + asked + "; Expires=" + expires() + "; Max-Age=31536000" + secure + "; HttpOnly; Path=/; SameSite=Lax"];
  }
  return body(r, found.status, variant);
}

function body(r, status, variant) {
  if (status === 200) {
    r.headersOut["ETag"] = '"' + variant.tag + '"';
    if (!preconditionsHold(r, variant.tag)) {
      return r.return(412, "412 Precondition Failed: this is not what If-Match or If-Unmodified-Since names; see ETag\n");
    }
    if (matches(r.headersIn["If-None-Match"], variant.tag)) return r.return(304);
  }
  r.headersOut["Content-Type"] = variant.type;
  if (variant.file.slice(-3) === ".gz") r.headersOut["Content-Encoding"] = "gzip";
  r.return(status, fs.readFileSync(r.variables.tabunka_place + "/files/" + variant.file));
}

// RFC 9110, section 13.2.2; a date that cannot be read is no condition.
function preconditionsHold(r, tag) {
  var wanted = r.headersIn["If-Match"];
  if (wanted) return matches(wanted, tag);
  var limit = Date.parse(r.headersIn["If-Unmodified-Since"] || ""), modified = Date.parse(r.headersOut["Last-Modified"] || "");
  return isNaN(limit) || isNaN(modified) || modified <= limit;
}

function expires() {
  return new Date(Date.now() + 31536000000).toUTCString();
}

function matches(known, tag) {
  if (!known) return false;
  return known.split(",").some(function (text) {
    var opaque = text.trim().replace(/^W\//, "").replace(/^"|"$/g, "");
    return opaque === "*" || opaque === tag;
  });
}

// -- headers

function set(r, headers, without) {
  Object.keys(settings.headers).forEach(function (name) {
    if (without.indexOf(name) < 0) r.headersOut[name] = settings.headers[name];
  });
  Object.keys(headers).forEach(function (name) {
    r.headersOut[name] = headers[name];
  });
}

function vary(r, dropped) {
  var names = (r.headersOut["Vary"] || "").split(", ").filter(function (name) { return name !== dropped; });
  r.headersOut["Vary"] = names.join(", ");
}

function preflight(r) {
  set(r, {}, []);
  r.headersOut["Allow"] = "GET, HEAD, OPTIONS";
  r.headersOut["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS";
  var allowed = settings.allowed_headers;
  (r.headersIn["Access-Control-Request-Headers"] || "").split(",").forEach(function (name) {
    name = name.trim();
    if (/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name) && (", " + allowed.toLowerCase() + ",").indexOf(", " + name.toLowerCase() + ",") < 0) {
      allowed += ", " + name;
    }
  });
  r.headersOut["Access-Control-Allow-Headers"] = allowed;
  r.headersOut["Access-Control-Max-Age"] = "86400";
  r.headersOut["Vary"] = "Access-Control-Request-Headers";
  r.return(204);
}

// -- what is no file

function nothing(r) {
  return problem(r, 404, "Not Found", "there is nothing at " + r.uri + "; begin at " + settings.root + "/", read(r, settings.nothing));
}

function needsServer(r, query) {
  var where = settings.live ? "; ask " + settings.live + r.uri.slice(settings.root.length) : "";
  var detail = "these are files, and this needs a server" + where + "; all data is at /dataset";
  var page = read(r, settings.needs_server);
  return problem(r, 501, "Not Implemented", detail, page, query);
}

function refuse(r, status, title, detail) {
  if (status === 405) r.headersOut["Allow"] = "GET, HEAD, OPTIONS";
  return problem(r, status, title, detail, null);
}

function problem(r, status, title, detail, page, query) {
  var accept = r.headersIn["Accept"] || "", isPage = page && prefersPage(accept);
  var vary = isPage ? "Accept, Accept-Language, Cookie, Accept-Encoding" : "Accept, Accept-Encoding";
  set(r, { "Cache-Control": "no-store", "Vary": vary }, []);
  if (isPage) {
    var language = chosenLanguage(r, query || parameters(r));
    var offered = page.variants.filter(function (v) { return v.extension === "html"; });
    var variant = offered.filter(function (v) { return v.language === language; })[0] || offered[0];
    // No link of a page is broken: a reader is told by the page, a program by the status.
    return body(r, status === 501 ? 200 : status, variant);
  }
  var type = preferred(settings.problems, accept) || settings.problems[0];
  r.headersOut["Content-Type"] = type;
  r.return(status, told(type.split(";")[0], { type: "about:blank", title: title, status: status, detail: detail }));
}

// In the format of the client, where it is read as a comment, so that it states nothing (server/problems.py).
function told(media, members) {
  var line = members.status + " " + members.title + ": " + members.detail;
  if (media === "text/plain") return line + "\n";
  if (media === "application/ld+json") members = Object.assign({ "@context": {} }, members);
  if (/json/.test(media)) return JSON.stringify(members) + "\n";
  if (media !== "application/rdf+xml") return "# " + line + "\n";
  var comment = line.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/--/g, "- -");
  return '<?xml version="1.0" encoding="UTF-8"?>\n<!-- ' + comment + ' -->\n' +
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>\n';
}

// HTML is named, and nothing before it: programs take any type as well, which names none.
function prefersPage(accept) {
  var page = 0, other = 0;
  ranges(accept).forEach(function (range) {
    if (range.name.indexOf("*") >= 0) return;
    if (range.name === "text/html" || range.name === "application/xhtml+xml") page = Math.max(page, range.quality);
    else other = Math.max(other, range.quality);
  });
  return page > 0 && page >= other;
}

// -- negotiation (RFC 9110, section 12.5)

function ranges(header) {
  return (header || "").split(",").map(function (text) {
    var parts = text.split(";").map(function (part) { return part.trim().toLowerCase(); });
    var range = { name: parts[0] === "*" ? "*/*" : parts[0], quality: 1, parameters: [] };
    parts.slice(1).forEach(function (part) {
      var pair = part.split("=").map(function (side) { return side.trim().replace(/^"|"$/g, ""); });
      if (pair[0] === "q") range.quality = Math.max(0, Math.min(1, isNaN(pair[1]) ? 1 : Number(pair[1])));
      else range.parameters.push(pair);
    });
    return range;
  }).filter(function (range) { return range.name; });
}

function preferred(types, accept) {
  var asked = ranges(accept);
  if (!asked.length) return types[0];
  var best = 0, chosen = null;
  types.forEach(function (type) {
    var quality = qualityOf(type, asked);
    if (quality > best) { best = quality; chosen = type; }
  });
  return chosen;
}

function qualityOf(type, asked) {
  var media = type.split(";")[0], aliases = settings.aliases[media] || [];
  var precision = 0, quality = 0, ofAlias = 0;
  asked.forEach(function (range) {
    if (aliases.indexOf(range.name) >= 0) ofAlias = Math.max(ofAlias, range.quality);
    var precise = precisionOf(range, media, type);
    if (precise > precision || (precise === precision && precise && range.quality > quality)) {
      precision = precise;
      quality = range.quality;
    }
  });
  return Math.max(ofAlias, precision ? quality : 0);
}

function precisionOf(range, media, type) {
  if (range.name === "*/*") return 1;
  if (range.name === media.split("/")[0] + "/*") return 2;
  if (range.name !== media) return 0;
  var stated = ranges(type)[0].parameters, compared = 0, fits = true;
  range.parameters.forEach(function (pair) {
    stated.forEach(function (own) {
      if (own[0] !== pair[0]) return;
      compared += 1;
      if (own[1] !== pair[1]) fits = false;
    });
  });
  return fits ? 3 + compared : 0;
}

function chosenLanguage(r, query) {
  var choices = [last(query, "lang"), cookie(r, "lang")];
  for (var n = 0; n < choices.length; n++) {
    if (choices[n] && settings.readable.indexOf(choices[n]) >= 0) return exported(choices[n]);
  }
  var asked = ranges(r.headersIn["Accept-Language"]);
  if (!asked.length) return settings.languages[0];
  asked = asked.filter(function (range) { return range.quality > 0; });
  asked.sort(function (one, other) { return other.quality - one.quality; });
  for (n = 0; n < asked.length; n++) {
    if (asked[n].name === "*/*" || asked[n].name === "*") return settings.languages[0];
    var language = readable(asked[n].name);
    if (language && settings.languages.indexOf(language) >= 0) return language;
    if (language) return completeOf(asked);
  }
  return settings.fallback;
}

function completeOf(asked) {
  for (var n = 0; n < asked.length; n++) {
    var language = readable(asked[n].name);
    if (language && settings.languages.indexOf(language) >= 0) return language;
  }
  return settings.fallback;
}

function exported(language) {
  return settings.languages.indexOf(language) >= 0 ? language : settings.fallback;
}

function readable(tag) {
  tag = { tl: "fil", "in": "id" }[tag] || tag;
  var longest = settings.readable.slice().sort(function (one, other) { return other.length - one.length; });
  for (var n = 0; n < longest.length; n++) {
    var name = longest[n].toLowerCase();
    if (tag === name || tag.indexOf(name + "-") === 0) return longest[n];
  }
  if (tag === "zh" || tag.indexOf("zh-") === 0) {
    var script = /^zh-(tw|hk|mo)/.test(tag) ? "zh-Hant" : "zh-Hans";
    return settings.readable.indexOf(script) >= 0 ? script : null;
  }
  return null;
}

// -- requests

function parameters(r) {
  return (r.variables.args || "").split("&").filter(function (text) { return text; }).map(function (text) {
    var split = text.indexOf("=") < 0 ? [text, ""] : [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)];
    return split.map(function (side) { return decoded(side.replace(/\+/g, " ")); });
  });
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    return text;
  }
}

function encoded(path) {
  return path.split("/").map(encodeURIComponent).join("/");
}

function last(pairs, name) {
  var values = pairs.filter(function (pair) { return pair[0] === name; });
  return values.length ? values[0][1] : "";
}

function cookie(r, name) {
  var found = "";
  (r.headersIn["Cookie"] || "").split(";").forEach(function (text) {
    var pair = text.trim().split("=");
    if (pair[0] === name) found = pair[1];
  });
  return found;
}

export default { answer };
