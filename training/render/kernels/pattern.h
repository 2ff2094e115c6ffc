/* Procedural surfaces. Each mixes the two colours of a material; lengths are metres times `scale`. */

struct Paint { Vec albedo, emission; float rough, shine; };

/* Coverage 0..1 of a line of that half width at distance d, as a pixel sees it. */
FN float stroke(float d, float half, float footprint) {
    float soft = fmaxf(footprint, 1e-6f);
    return saturate((half - d) / soft + 0.5f) * saturate(2.0f * half / soft);
}
FN float tooth(float a) { return fabsf(fract(a) - 0.5f); }   /* 0.5 at whole numbers, 0 between */

FN float grain(Vec p, float footprint) {
    float warp = fractal(vec(p.x * 0.6f, p.y * 3.0f, p.z * 3.0f), 2, footprint * 3.0f);
    float rings = (p.y + 0.35f * p.z) * 5.0f + warp * 3.2f;
    float fibre = fractal(vec(p.x * 2.0f, p.y * 40.0f, p.z * 40.0f), 2, footprint * 40.0f);
    return saturate(0.5f + 0.45f * (tooth(rings) * 4.0f - 1.0f) * visible(0.2f, footprint) + 0.7f * (fibre - 0.5f));
}

/* Boards of wood: u along, one unit wide and `length` units long. */
FN float boards(float u, float v, float length, float footprint, float *gap, u32 seed) {
    float row = floorf(v), shift = chance(cell((int)row, 7, 0) + seed) * length;
    float along = (u + shift) / length, board = floorf(along);
    float tone = chance(cell((int)row, (int)board, 3) + seed);
    *gap = fmaxf(stroke(0.5f - tooth(v), 0.012f, footprint),
                 stroke((0.5f - tooth(along)) * length, 0.012f, footprint));
    return saturate(0.75f * tone + 0.45f * (grain(vec(u * 0.5f + 31.0f * tone, v, tone * 9.0f), footprint) - 0.25f));
}

/* Bricks or tiles of `aspect`; returns their tone, and how much mortar is seen. */
FN float bricks(float u, float v, float aspect, float shift, float joint, float footprint, float *mortar, u32 seed) {
    float row = floorf(v), x = u / aspect + shift * (row - 2.0f * floorf(row * 0.5f));
    *mortar = fmaxf(stroke(0.5f - tooth(v), joint, footprint),
                    stroke((0.5f - tooth(x)) * aspect, joint, footprint));
    return chance(cell((int)floorf(x), (int)row, 5) + seed);
}

FN float weave(float u, float v, float footprint) {
    float a = tooth(u) * 2.0f, b = tooth(v) * 2.0f;
    float over = fract(floorf(u) * 0.5f + floorf(v) * 0.5f) < 0.25f ? a : b;
    return mixf(0.5f, over, visible(1.0f, footprint));
}

FN float plaid(float u, float v, u32 seed) {
    float bands = 0.0f;
    for (int k = 0; k < 3; k++) {
        float width = 0.06f + 0.2f * chance(seed + k), place = chance(seed + 10 + k);
        bands += 0.33f * ((fract(u + place) < width) + (fract(v + place) < width)) * 0.5f;
    }
    return saturate(bands * 1.6f);
}

/* Rows of words on a page. */
FN float writing(float u, float v, u32 seed, float footprint) {
    float row = floorf(v), letters = floorf(u * 2.2f);
    float margin = chance(cell((int)row, 1, 2) + seed);
    float ink = chance(cell((int)letters, (int)row, 9) + seed) > 0.22f && chance(cell((int)(letters / 5.0f), (int)row, 4) + seed) > 0.12f;
    float line = fract(v) > 0.3f && fract(v) < 0.75f && margin > 0.12f;
    return mixf(0.25f, ink * line * (0.6f + 0.4f * chance_at(u * 9.0f, row, 1.0f)), visible(0.4f, footprint));
}

/* Blobs scattered on a grid: dots, petals, pebbles. */
FN float scattered(float u, float v, float size, u32 seed, float *which) {
    float best = 0.0f;
    *which = 0.0f;
    for (int k = 0; k < 9; k++) {
        float cx = floorf(u) + (k % 3) - 1, cy = floorf(v) + (k / 3) - 1;
        u32 h = cell((int)cx, (int)cy, 11) + seed;
        float dx = u - cx - chance(h), dy = v - cy - chance(h + 1), r = size * (0.4f + 0.9f * chance(h + 2));
        float inside = smooth(r * 1.12f, r * 0.88f, sqrtf(dx * dx + dy * dy));
        if (inside > best) { best = inside; *which = chance(h + 3); }
    }
    return best;
}

/* Windows, sills and storeys of a house front in metres; sets gloss and the light behind the panes. */
FN Vec front(const float *m, float u, float v, float footprint, Vec wall, Paint *out, u32 seed) {
    float wide = 1.6f + 2.2f * chance(seed + 1), high = 2.7f + 0.9f * chance(seed + 2);
    float part = 0.3f + 0.35f * chance(seed + 3), tall = 0.4f + 0.3f * chance(seed + 4);
    float x = tooth(u / wide + 0.5f) * 2.0f, y = tooth(v / high + 0.45f) * 2.0f;
    float dx = (x - part) * wide * 0.5f, dy = (y - tall) * high * 0.5f;
    float pane = saturate(0.5f - fmaxf(dx, dy) / fmaxf(footprint, 0.01f));
    float frame = saturate(0.5f - (fmaxf(dx, dy) - 0.1f) / fmaxf(footprint, 0.01f));
    float bar = stroke(fabsf(x * wide * 0.5f), 0.03f, footprint) + stroke(fabsf(y - 0.2f) * high * 0.5f, 0.03f, footprint);
    u32 h = cell((int)floorf(u / wide + 0.5f), (int)floorf(v / high + 0.45f), 2) + seed;
    Vec glass = grey(0.02f + 0.06f * chance(h)) * vec(0.8f, 0.95f, 1.1f);
    if (chance(h + 1) < 0.35f) glass = mix(glass, grey(0.45f), smooth(0.2f, 0.3f, y * chance(h + 2)));
    Vec trim = chance(seed + 5) < 0.6f ? grey(0.65f) : vec(m + M_SECOND);
    out->shine = mixf(out->shine, 0.12f, pane);
    out->rough = mixf(out->rough, 0.08f, pane);
    return mix(mix(wall, trim, saturate(frame - pane * (1.0f - 0.7f * saturate(bar)))), glass, pane * (1.0f - saturate(bar)));
}

FN Vec leaves(const float *m, Vec p, float scale, float footprint) {
    float big = fractal(p * scale * 0.35f, 2, footprint * 0.35f), fine = fractal(p * scale * 2.3f + grey(5), 3, footprint * 2.3f);
    Vec c = mix(vec(m + M_BASE), vec(m + M_SECOND), saturate(big * 1.6f - 0.3f));
    float lit = 0.62f + 0.95f * saturate(fine * 1.7f - 0.35f);
    if (m[M_POROUS] > 0) {
        float leaf = m[M_DETAIL], thick = leafage(p, leaf);
        lit *= mixf(0.9f, 0.45f + 1.4f * smooth(0.2f, 0.75f, thick), visible(1.0f / leaf, footprint));
    }
    return c * lit;
}

/* Worn asphalt: stones, wheel tracks along v, mended patches and cracks. */
FN Vec worn(const float *m, Vec p, float u, float v, float footprint, u32 seed) {
    Vec c = vec(m + M_BASE);
    float stones = fractal(vec(u * 60.0f, v * 60.0f, 0.0f), 2, footprint * 60.0f) - 0.5f;
    float stains = fractal(vec(u * 0.7f, v * 0.16f, 3.0f), 3, footprint * 0.7f) - 0.5f;
    float track = tooth(u / 1.75f + chance(seed)) - 0.25f;
    float tone = 1.0f + m[M_DETAIL] * (0.6f * stones + 1.1f * stains + 0.6f * track * chance(seed + 1));
    float cx = floorf(u / 2.6f), cy = floorf(v / 7.0f), there = chance(cell((int)cx, (int)cy, 1) + seed);
    if (there < 0.12f * m[M_DETAIL]) {
        float a = fract(u / 2.6f) * 2.6f, b = fract(v / 7.0f) * 7.0f, wide = 0.8f + 1.7f * chance(seed + 7), tall = 1.5f + 30.0f * there;
        if (a < wide && b < tall) tone *= 0.72f + 0.5f * chance(cell((int)cx, (int)cy, 2) + seed);
    }
    float bend = fractal(vec(u * 0.9f, v * 0.9f, 8.0f), 4, footprint * 0.9f);
    float crack = stroke(fabsf(bend - 0.5f), 0.006f, footprint * 2.0f) * smooth(0.5f, 0.62f, fractal(vec(u * 0.2f, v * 0.2f, 5.0f), 2, 0));
    return c * (clampf(tone, 0.4f, 1.7f) * (1.0f - 0.6f * crack * m[M_DETAIL]));
}
