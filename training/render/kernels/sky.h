/* The sky of a scene, and what stands beyond its windows. */

FN Vec sky(const float *scene, Vec d) {
    float height = fmaxf(d.z, 0.0f), rise = powf(height, 0.45f);
    Vec c = mix(vec(scene + S_HORIZON), vec(scene + S_ZENITH), rise);
    Vec sun = vec(scene + S_SUN);
    float near = fmaxf(dot(d, sun), 0.0f);
    c = c + vec(scene + S_SUNLIGHT) * (0.12f * powf(near, 6.0f) + 0.5f * powf(near, 120.0f));
    if (scene[S_CLOUDS] > 0.0f && d.z > 0.005f) {
        Vec p = vec(d.x / (d.z + 0.12f), d.y / (d.z + 0.12f), scene[S_SEED]);
        float far = 0.02f / (d.z + 0.12f) / (d.z + 0.12f);
        float thick = smooth(1.02f - scene[S_CLOUDS], 1.35f - scene[S_CLOUDS], fractal(p * 1.3f, 5, far) + 0.35f);
        float lit = 0.75f + 0.5f * (fractal(p * 1.3f + sun * 0.25f, 3, far) - 0.5f);
        Vec white = grey(luminance(vec(scene + S_HORIZON)) * 1.15f * lit) + vec(scene + S_SUNLIGHT) * (0.12f * lit);
        c = mix(c, white, thick * smooth(0.0f, 0.12f, d.z));
    }
    return c;
}

/* Skyline, greenery and ground as seen through a pane, at infinity. */
FN Vec outside(const float *scene, Vec d, float seed) {
    float around = atan2f(d.y, d.x) * 6.0f + seed * 40.0f, up = d.z * 6.0f;
    float trees = 0.25f * fractal(vec(around, seed * 7.0f, 0.0f), 3, 0.0f) * scene[S_GREEN];
    float houses = 0.3f * chance_at(around * 1.3f, seed * 9.0f, 1.0f) * (1.0f - scene[S_GREEN]);
    Vec c = sky(scene, vec(d.x, d.y, fmaxf(d.z, 0.02f)));
    float line = (trees + houses - 0.05f) * 6.0f * 0.7f;
    float cover = smooth(0.06f, -0.06f, up - line - 0.3f * (fractal(vec(around * 5, up * 3, seed), 2, 0) - 0.5f));
    Vec leaf = mix(vec(0.03f, 0.07f, 0.015f), vec(0.16f, 0.24f, 0.06f), fractal(vec(around * 3, up * 4, 2), 3, 0));
    float house = floorf(around * 1.3f), pitch = 5.0f + 9.0f * chance_at(house, 5, seed * 3.0f);
    float wall = 0.5f + chance_at(house, 3, seed), pane = tooth(around * pitch) < 0.3f && tooth(up * pitch * 0.6f) < 0.28f;
    Vec stone = vec(0.26f, 0.24f, 0.21f) * (wall * (1.0f - 0.55f * pane));
    Vec land = mix(stone, leaf, scene[S_GREEN]) * (luminance(vec(scene + S_HORIZON)) * 1.1f);
    return mix(c, land, cover);
}
