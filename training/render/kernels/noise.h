/* Integer hashes and value noise; the same numbers on every device. */

FN u32 scramble(u32 x) {
    x ^= x >> 16; x *= 0x7feb352du;
    x ^= x >> 15; x *= 0x846ca68bu;
    return x ^ (x >> 16);
}
FN float chance(u32 x) { return (scramble(x) >> 8) * (1.0f / 16777216.0f); }
FN u32 cell(int x, int y, int z) { return (u32)x * 0x8da6b343u + (u32)y * 0xd8163841u + (u32)z * 0xcb1ab31fu; }
FN float chance_at(float x, float y, float z) { return chance(cell((int)floorf(x), (int)floorf(y), (int)floorf(z))); }
FN float fade(float t) { return t * t * (3.0f - 2.0f * t); }

/* Value noise 0..1 and its gradient. */
FN float noise(Vec p, Vec *gradient) {
    float fx = floorf(p.x), fy = floorf(p.y), fz = floorf(p.z);
    float tx = p.x - fx, ty = p.y - fy, tz = p.z - fz;
    u32 base = cell((int)fx, (int)fy, (int)fz);
    float c[8];
    for (int k = 0; k < 8; k++)
        c[k] = chance(base + (k & 1 ? 0x8da6b343u : 0u) + (k & 2 ? 0xd8163841u : 0u) + (k & 4 ? 0xcb1ab31fu : 0u));
    float sx = fade(tx), sy = fade(ty), sz = fade(tz);
    float a00 = mixf(c[0], c[1], sx), a10 = mixf(c[2], c[3], sx), a01 = mixf(c[4], c[5], sx), a11 = mixf(c[6], c[7], sx);
    float b0 = mixf(a00, a10, sy), b1 = mixf(a01, a11, sy);
    if (gradient) {
        float dx = mixf(mixf(c[1] - c[0], c[3] - c[2], sy), mixf(c[5] - c[4], c[7] - c[6], sy), sz);
        float dy = mixf(a10 - a00, a11 - a01, sz), dz = b1 - b0;
        *gradient = vec(dx * 6 * tx * (1 - tx), dy * 6 * ty * (1 - ty), dz * 6 * tz * (1 - tz));
    }
    return mixf(b0, b1, sz);
}

/* How much of a detail of that wavelength a pixel of that footprint still shows. */
FN float visible(float wavelength, float footprint) { return saturate(1.5f * wavelength / (footprint + 1e-9f) - 1.0f); }

/* How thick the leaves of a crown stand at a place, `leaf` of them a metre. */
FN float leafage(Vec p, float leaf) {
    float clumps = noise(p * leaf, 0), blades = noise(vec(p.x + 0.4f * p.z, p.y - 0.3f * p.z, p.z * 0.6f) * (leaf * 3.1f), 0);
    return 0.45f * clumps + 0.55f * blades;
}

/* Fractal noise around 0.5; octaves finer than the footprint (in units of p) fade out. */
FN float fractal(Vec p, int octaves, float footprint) {
    float sum = 0.5f, gain = 0.5f, scale = 1.0f;
    for (int k = 0; k < octaves; k++) {
        float seen = visible(1.0f / scale, footprint);
        if (seen <= 0.0f) break;
        sum += gain * seen * (noise(p * scale + grey(17.3f * k), 0) - 0.5f);
        gain *= 0.55f; scale *= 2.13f;
    }
    return sum;
}
