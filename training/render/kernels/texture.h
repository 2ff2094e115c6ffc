/* Pictures with mip levels: 4 bytes a texel, sRGB, repeating; and their placing on a surface. */

FN float linear_of(u32 byte) {
    float c = byte * (1.0f / 255.0f);
    return c * (c * (c * 0.305306011f + 0.682171111f) + 0.012522878f);
}
FN Vec texel(const u32 *level, int size, int x, int y) {
    u32 c = level[(y & (size - 1)) * size + (x & (size - 1))];
    return vec(linear_of(c & 255u), linear_of(c >> 8 & 255u), linear_of(c >> 16 & 255u));
}
FN Vec bilinear(const u32 *level, int size, float u, float v) {
    float x = fract(u) * size - 0.5f, y = (1.0f - fract(v)) * size - 0.5f;
    float fx = floorf(x), fy = floorf(y);
    int ix = (int)fx, iy = (int)fy;
    Vec top = mix(texel(level, size, ix, iy), texel(level, size, ix + 1, iy), x - fx);
    return mix(top, mix(texel(level, size, ix, iy + 1), texel(level, size, ix + 1, iy + 1), x - fx), y - fy);
}
/* `footprint`: share of the picture that a pixel covers. */
FN Vec picture(const Frame &f, int index, float u, float v, float footprint) {
    i64 offset = f.pictures[2 * index];
    int size = (int)f.pictures[2 * index + 1];
    float detail = log2f(fmaxf(footprint * size, 1e-6f)) + 0.2f;
    Vec mixed = grey(0);
    int level = (int)floorf(fmaxf(detail, 0.0f));
    for (int k = 0; k < 2; k++) {
        float weight = k ? clampf(detail - level, 0.0f, 1.0f) : 1.0f - clampf(detail - level, 0.0f, 1.0f);
        int side = size, skipped = 0;
        for (int l = 0; l < level + k && side > 1; l++) { skipped += side * side; side >>= 1; }
        if (weight > 0.004f) mixed = mixed + bilinear(f.texels + offset + skipped, side, u, v) * weight;
    }
    return mixed;
}

struct Spot { float u, v, footprint; };

/* Metres along the two axes that a face lies along; v points up on upright faces. */
FN Spot planar(Vec p, Vec face) {
    Vec a = vec(fabsf(face.x), fabsf(face.y), fabsf(face.z));
    Spot s = {p.x, p.z, 0};
    if (a.z > a.x && a.z > a.y) s.v = p.y;
    else if (a.x > a.y) s.u = p.y;
    return s;
}

/* 0..1 across the widest faces of a box-like thing, so that a picture fills them once. */
FN Spot fitted(const float *row, Vec p, Vec face, Vec seen_up) {
    Vec local = apply_transposed(row + 12, p - vec(row + 9)), metres = vec(row + 36);
    Vec q = vec((local.x - row[30]) * row[33], (local.y - row[31]) * row[34], (local.z - row[32]) * row[35]);
    int thin = metres.x < metres.y ? (metres.x < metres.z ? 0 : 2) : (metres.y < metres.z ? 1 : 2);
    int a = thin == 0 ? 1 : 0, b = thin == 2 ? 1 : 2;
    float up_a = fabsf(at(seen_up, a)), up_b = fabsf(at(seen_up, b));
    if (up_a > up_b + 0.2f) { int swap = a; a = b; b = swap; }
    Spot s = {at(q, a), at(q, b), 1.0f};
    if (at(seen_up, b) < -0.2f) s.v = 1.0f - s.v;
    s.footprint = 1.0f / fmaxf(fminf(at(metres, a), at(metres, b)), 1e-4f);
    if (fabsf(at(face, thin)) < 0.7f) s.u = s.v = 0.02f;
    return s;
}
