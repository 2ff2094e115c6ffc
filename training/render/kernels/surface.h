/* What a ray meets: place, true normal, and the material's colour, gloss and glow there. */

struct Hit { int triangle, owner; float a, b, c; Vec face, normal; int material; };

struct Surface {
    Vec place, normal, shading, albedo, emission;
    float rough, shine, metal, sheen, wrap;
    int owner, kind;
};

/* Point on triangle t nearest to p in its plane; normals look to the side of `view` (towards the eye). */
FN Hit meet(const Frame &f, int t, Vec p, Vec view) {
    Hit h;
    h.triangle = t; h.owner = f.owner[t];
    const float *q = f.corners + 9 * (i64)t, *row = f.instances + 40 * (i64)h.owner;
    Vec v0 = vec(q), e1 = vec(q + 3) - v0, e2 = vec(q + 6) - v0, d = p - v0, n = cross(e1, e2);
    float area = fmaxf(dot(n, n), 1e-30f);
    h.b = saturate(dot(cross(d, e2), n) / area);
    h.c = saturate(dot(cross(e1, d), n) / area);
    h.a = saturate(1.0f - h.b - h.c);
    h.face = unit(n);
    if (dot(h.face, view) < 0) h.face = -h.face;
    i64 face = f.first_face[h.owner] + t - f.first_triangle[h.owner];
    const short *k = f.normals + 9 * face;
    Vec s = vec(k[0], k[1], k[2]) * h.a + vec(k[3], k[4], k[5]) * h.b + vec(k[6], k[7], k[8]) * h.c;
    s = unit(apply(row + 12, s * (1.0f / 32767.0f)));
    if (dot(s, h.face) < 0) s = -s;
    float away = dot(s, view);
    h.normal = away < 0.02f ? unit(s + view * (0.02f - away)) : s;
    h.material = f.first_material[h.owner] + f.slots[face];
    return h;
}

FN Spot unwrapped(const Frame &f, const Hit &h, const Vec *corner) {
    i64 face = f.first_face[h.owner] + h.triangle - f.first_triangle[h.owner];
    const float *w = f.uvs + 6 * (i64)f.uv_row[face];
    float area = fabsf((w[2] - w[0]) * (w[5] - w[1]) - (w[4] - w[0]) * (w[3] - w[1]));
    float real = norm(cross(corner[1] - corner[0], corner[2] - corner[0]));
    Spot s = {h.a * w[0] + h.b * w[2] + h.c * w[4], h.a * w[1] + h.b * w[3] + h.c * w[5], 0};
    s.footprint = sqrtf(area / fmaxf(real, 1e-12f));
    return s;
}

/* Colour of the picture of material m, and how much a pixel of that footprint (m) blurs it. */
FN Vec pictured(const Frame &f, const Hit &h, const float *m, const float *row, Vec world, Vec p, Vec face, float footprint) {
    int mapping = (int)m[M_MAPPING];
    Spot s;
    if (mapping == 0) {
        const float *q = f.corners + 9 * (i64)h.triangle;
        Vec corner[3] = {vec(q), vec(q + 3), vec(q + 6)};
        s = unwrapped(f, h, corner);
    } else if (mapping == 1) {
        s = planar(p, face);
        float k = 1.0f / m[M_EXTENT], shift = m[M_SEED];
        s.u = s.u * k + shift; s.v = s.v * k + 0.37f * shift; s.footprint = k;
    } else {
        s = fitted(row, world, face, vec(row + 27));
    }
    return picture(f, (int)m[M_TEXTURE], s.u, s.v, s.footprint * footprint);
}

FN Paint painted(const Frame &f, const float *m, const float *row, Vec world, Vec p, Vec face, Vec view, float footprint, const float *scene) {
    float scale = m[M_SCALE], fine = footprint * scale, seen = 1.0f, t = 0.0f, joint = 0.0f, which = 0.0f;
    u32 seed = (u32)(m[M_SEED] * 65536.0f);
    Vec q = p * scale, base = vec(m + M_BASE), second = vec(m + M_SECOND);
    Paint out = {base, grey(0), m[M_ROUGH], m[M_SHINE]};
    Spot s = planar(p, face);
    float u = s.u * scale, v = s.v * scale;
    if (m[M_TURN] > 0.5f) { float swap = u; u = v; v = swap; }
    if (m[M_TURN] > 1.5f) { float turned = (u + v) * 0.7071f; v = (v - u) * 0.7071f; u = turned; }
    switch ((int)m[M_PATTERN]) {
    case P_CLOUDY: t = saturate((fractal(q, 4, fine) - 0.5f) * m[M_DETAIL] + 0.5f); break;
    case P_STRIPES: t = saturate((tooth(u) - 0.5f * m[M_DETAIL]) / fmaxf(fine, 0.01f) + 0.5f); seen = visible(0.6f, fine); t = mixf(0.5f, t, seen); break;
    case P_CHECKS: t = mixf(0.5f, fract((floorf(u) + floorf(v)) * 0.5f) > 0.25f, visible(1.0f, fine)); break;
    case P_GRAIN: t = grain(vec(v, u, p.y * scale * 0.7f + p.z * 0.1f), fine); break;
    case P_BOARDS: t = boards(u, v, m[M_DETAIL], fine, &joint, seed); break;
    case P_BRICKS: t = bricks(u, v, m[M_DETAIL], 0.5f, 0.07f, fine, &joint, seed); break;
    case P_TILES: t = bricks(u, v, m[M_DETAIL], 0.0f, 0.015f, fine, &joint, seed) * 0.35f; break;
    case P_SPECKLE: t = saturate((fractal(q * 6.0f, 2, fine * 6.0f) - 0.5f) * m[M_DETAIL] + 0.3f * (fractal(q * 0.2f, 2, fine * 0.2f) - 0.3f)); break;
    case P_WEAVE: t = weave(u * 3.0f, v * 3.0f, fine * 3.0f) * m[M_DETAIL] + 0.5f * (fractal(q * 0.1f, 2, fine * 0.1f) - 0.4f); break;
    case P_PLAID: t = mixf(0.4f, plaid(u, v, seed), visible(0.2f, fine)); break;
    case P_DOTS: t = scattered(u, v, m[M_DETAIL], seed, &which) * visible(0.5f, fine); second = mix(second, second * vec(0.4f + which, 1.2f - 0.6f * which, 0.5f + fract(which * 7.0f)), 0.6f); break;
    case P_WRITING: t = writing(u, v, seed, fine); break;
    case P_FRONT:
        base = base * (0.8f + 0.4f * fractal(p, 3, footprint));
        if (m[M_DETAIL] > 1.0f) {
            t = bricks(s.u * 13.0f, s.v * 13.0f, m[M_DETAIL], 0.5f, 0.07f, footprint * 13.0f, &joint, seed);
            base = mix(base * (0.75f + 0.5f * t), grey(0.4f), joint * 0.7f);
        }
        out.albedo = front(m, s.u, s.v + m[M_SEED], footprint, base, &out, seed);
        return out;
    case P_LEAVES: out.albedo = leaves(m, p, scale, footprint); return out;
    case P_ROAD: out.albedo = worn(m, p, s.u, s.v, footprint, seed); return out;
    case P_SPINES: {
        float book = floorf(u * 1.0f + 0.3f * chance_at(0.0f, v, 1.0f)), shelf = floorf(v * m[M_DETAIL]);
        float r = chance(cell((int)book, (int)shelf, 1) + seed);
        t = chance(cell((int)book, (int)shelf, 2) + seed);
        second = mix(second, vec(r, fract(r * 5.3f), fract(r * 11.7f)) * 0.5f, 0.7f);
        joint = stroke(0.5f - tooth(u), 0.06f, fine) * 0.8f;
        break;
    }
    default: break;
    }
    t = saturate(t);
    out.albedo = mix(base, second, t);
    if (joint > 0.0f) {
        out.albedo = mix(out.albedo, base * m[M_JOINT], joint);
        out.rough = mixf(out.rough, 0.8f, joint);
        out.shine *= 1.0f - 0.8f * joint;
    }
    return out;
}

/* Panes and bars of a window, filled with what is outside; a screen with its page. */
FN void glow(const Frame &f, const float *m, const float *row, Vec world, Vec face, Vec view, float footprint, const float *scene, Paint *out) {
    if (m[M_EMISSION] <= 0.0f) return;
    int pattern = (int)m[M_PATTERN];
    if (pattern == P_WINDOW) {
        Spot s = fitted(row, world, face, vec(row + 27));
        float size = 1.0f / s.footprint, edge = fminf(fminf(s.u, 1.0f - s.u), fminf(s.v, 1.0f - s.v)) * size;
        float bars = m[M_DETAIL], pane = smooth(0.03f, 0.04f + footprint, edge);
        pane *= 1.0f - stroke((0.5f - tooth(s.u * bars)) / bars * size, 0.022f, footprint);
        if (m[M_TURN] > 0.5f) pane *= 1.0f - stroke((0.5f - tooth(s.v * bars)) / bars * size, 0.022f, footprint);
        Vec ray = unit(-view + grey(0.004f));
        out->emission = outside(scene, ray, m[M_SEED]) * (m[M_EMISSION] * pane);
        out->albedo = mix(vec(m + M_BASE), grey(0.03f), pane);
        out->rough = mixf(0.4f, 0.06f, pane);
        out->shine = mixf(0.3f, 0.1f, pane);
    } else if (pattern == P_SCREEN) {
        Spot s = fitted(row, world, face, vec(row + 27));
        float edge = fminf(fminf(s.u, 1.0f - s.u), fminf(s.v, 1.0f - s.v)) / s.footprint;
        float lit = smooth(0.008f, 0.012f, edge), ink = writing(s.u * 30.0f, s.v * 28.0f, (u32)(m[M_SEED] * 65536.0f), footprint * s.footprint * 28.0f);
        Vec page = mix(vec(m + M_BASE), vec(m + M_SECOND), ink);
        if (m[M_TEXTURE] >= 0) page = picture(f, (int)m[M_TEXTURE], s.u, s.v, s.footprint * footprint);
        if (s.v > 0.93f) page = vec(m + M_SECOND) * 0.7f;
        out->emission = page * (m[M_EMISSION] * lit);
        out->albedo = grey(0.02f);
        out->rough = 0.2f; out->shine = 0.05f;
    } else {
        out->emission = out->albedo * m[M_EMISSION];
    }
}

/* Fine relief that shading sees and the true normal does not. */
FN Vec embossed(const float *m, Vec p, Vec n, const float *row, float footprint) {
    float strength = m[M_BUMP], scale = m[M_BUMP_SCALE];
    if (strength <= 0.0f) return n;
    Vec g, sum = grey(0);
    for (int k = 0; k < 2; k++) {
        float seen = visible(1.0f / scale, footprint);
        if (seen <= 0.0f) break;
        noise(p * scale + grey(3.1f * k), &g);
        sum = sum + g * seen;
        scale *= 2.7f;
    }
    Vec tilt = apply(row + 21, sum) * strength;
    return unit(n - (tilt - n * dot(tilt, n)));
}

FN Surface surface(const Frame &f, int triangle, Vec world, Vec view, float footprint, const float *scene) {
    Hit h = meet(f, triangle, world, view);
    const float *row = f.instances + 40 * (i64)h.owner, *m = f.materials + M_COUNT * (i64)h.material;
    Vec p = apply_transposed(row + 21, world - vec(row + 9)), face = apply_transposed(row + 21, h.face);
    float slant = footprint / fmaxf(dot(h.face, view), 0.15f);
    Paint paint = painted(f, m, row, world, p, face, view, slant, scene);
    if (m[M_TEXTURE] >= 0 && m[M_EMISSION] <= 0) {
        Vec colour = pictured(f, h, m, row, world, p, face, slant);
        paint.albedo = mix(colour * m[M_GAIN], colour * paint.albedo * 2.0f, m[M_BLEND]);
    }
    glow(f, m, row, world, face, view, slant, scene, &paint);
    float blotch = m[M_MOTTLE];
    if (blotch > 0) paint.albedo = paint.albedo * (1.0f + blotch * (2.0f * fractal(p * 2.2f + grey(m[M_SEED] * 9.0f), 3, slant * 2.2f) - 1.0f));
    Surface s;
    s.place = world; s.normal = h.normal; s.owner = h.owner; s.kind = (int)row[39];
    s.shading = embossed(m, p, h.normal, row, slant);
    s.albedo = vec(clampf(paint.albedo.x, 0.008f, 0.92f), clampf(paint.albedo.y, 0.008f, 0.92f), clampf(paint.albedo.z, 0.008f, 0.92f));
    s.emission = paint.emission;
    s.rough = paint.rough; s.shine = paint.shine; s.metal = m[M_METAL]; s.sheen = m[M_SHEEN]; s.wrap = m[M_WRAP];
    return s;
}
