/* Light that reaches a point: lamps and sun with soft shadows, bounced light, the sky, what hides it. */

/* Tap k of n on a disc, turned by `turn` (0..1). */
FN void disc(int k, int n, float turn, float *x, float *y) {
    float r = sqrtf((k + 0.5f) / n), angle = 2.39996323f * k + 6.2831853f * turn;
    *x = r * cosf(angle); *y = r * sinf(angle);
}

/* Share of the light that comes through, from a shadow map; penumbras grow with the lamp and the gap. */
FN float lit_share(const Frame &f, const float *lamp, Vec place, Vec normal, Vec towards, float turn) {
    i64 view = (i64)lamp[L_VIEW];
    if (view < 0) return 1.0f;
    View w = view_of(f.shadow_views + 20 * view);
    const float *map = f.shadow_depths + view * f.shadow_size * f.shadow_size;
    int size = (int)f.shadow_size;
    float slope = 1.0f - fmaxf(dot(normal, towards), 0.0f);
    Vec p = seen_from(w, place);
    float texel = w.parallel ? 1.0f / w.fx : p.z / w.fx;
    p = seen_from(w, place + normal * (texel * (1.2f + 1.5f * slope)) + towards * (0.004f + 0.3f * texel));
    if (p.z <= w.near) return 1.0f;
    float depth = w.parallel ? 1.0f : p.z;
    float x = p.x / depth * w.fx + w.cx, y = p.y / depth * w.fy + w.cy;
    if (x < 1 || y < 1 || x > size - 2 || y > size - 2) return 1.0f;
    float spread = lamp[L_SIZE], widest = 0.09f * size, sum = 0, count = 0, dx, dy;
    float search = clampf(spread * w.fx * (w.parallel ? 6.0f : 0.35f / p.z + 0.15f), 1.5f, widest);
    for (int k = 0; k < 8; k++) {
        disc(k, 8, turn, &dx, &dy);
        int sx = (int)clampf(x + dx * search, 0, size - 1), sy = (int)clampf(y + dy * search, 0, size - 1);
        float z = map[sy * size + sx];
        if (z < p.z - texel) { sum += z; count += 1; }
    }
    if (count < 0.5f) return 1.0f;
    float gap = p.z - sum / count;
    float blur = w.parallel ? gap * spread * w.fx : spread * gap / (sum / count) * w.fx / p.z;
    blur = clampf(blur, 1.0f, widest);
    float through = 0, lean = slope * texel * blur * 0.6f;
    for (int k = 0; k < 16; k++) {
        disc(k, 16, fract(turn * 7.31f), &dx, &dy);
        int sx = (int)clampf(x + dx * blur, 0, size - 1), sy = (int)clampf(y + dy * blur, 0, size - 1);
        through += map[sy * size + sx] >= p.z - lean;
    }
    return through / 16.0f;
}

/* Direction, distance and strength (1 lights white paper to 1) of a lamp at a place. */
FN Vec arriving(const float *lamp, Vec place, Vec *towards, float *distance) {
    int type = (int)lamp[L_TYPE];
    if (type == 1) {
        *towards = vec(lamp + L_DIRECTION);
        *distance = 1e4f;
        return vec(lamp + L_COLOUR);
    }
    Vec d = vec(lamp + L_PLACE) - place;
    float square = dot(d, d) + lamp[L_SIZE] * lamp[L_SIZE] * 0.5f + 0.03f;
    *distance = sqrtf(square);
    *towards = d * (1.0f / *distance);
    float facing = type == 2 ? fmaxf(-dot(*towards, vec(lamp + L_DIRECTION)), 0.0f) : 1.0f;
    return vec(lamp + L_COLOUR) * (facing / square);
}

FN float gloss(Vec n, Vec view, Vec towards, float rough, float shine, float *fresnel) {
    Vec half = unit(view + towards);
    float a = fmaxf(rough * rough, 0.003f), nh = fmaxf(dot(n, half), 0.0f), nl = fmaxf(dot(n, towards), 0.0f), nv = fmaxf(dot(n, view), 0.05f);
    float d = nh * nh * (a * a - 1.0f) + 1.0f, k = a * 0.5f;
    *fresnel = shine + (1.0f - shine) * powf(1.0f - fmaxf(dot(view, half), 0.0f), 5.0f);
    float visibility = 0.25f / ((nl * (1 - k) + k) * (nv * (1 - k) + k));
    return fminf(a * a / (d * d) * visibility * nl, 60.0f);
}

/* One lamp's light off a surface towards the eye. */
FN Vec reflected(const Surface &s, Vec view, Vec towards, Vec light, float widening) {
    float nl = dot(s.shading, towards), wrapped = fmaxf((nl + s.wrap) / ((1 + s.wrap) * (1 + s.wrap)), 0.0f);
    float facing = smooth(-0.15f - s.wrap, 0.02f, dot(s.normal, towards)), fresnel;
    float lobe = gloss(s.shading, view, towards, fminf(s.rough + widening, 1.0f), s.shine, &fresnel);
    Vec tint = mix(grey(fresnel), s.albedo, s.metal);
    float rim = s.sheen * powf(1.0f - fmaxf(dot(s.shading, view), 0.0f), 4.0f);
    Vec diffuse = s.albedo * (wrapped * (1.0f - s.metal) * (1.0f + rim));
    return light * (diffuse + tint * lobe) * facing;
}

/* What hides light from a place: openness to the surroundings, then a share for each lamp. */
struct Veil { float open, lit[VEILED - 1]; };

FN Vec direct(const Frame &f, int scene, const Surface &s, Vec view, const Veil &veil) {
    Vec sum = grey(0);
    for (int k = 0; k < (int)f.lights_each; k++) {
        const float *lamp = f.lights + L_COUNT * (scene * f.lights_each + k);
        if (lamp[L_COLOUR] + lamp[L_COLOUR + 1] + lamp[L_COLOUR + 2] <= 0) continue;
        Vec towards;
        float distance;
        Vec light = arriving(lamp, s.place, &towards, &distance) * veil.lit[k];
        if (luminance(light) < 1e-4f || dot(s.normal, towards) < -0.15f - s.wrap) continue;
        sum = sum + reflected(s, view, towards, light, fminf(0.5f * lamp[L_SIZE] / distance, 0.4f));
    }
    return sum;
}

/* The lamps' shares at a place, from their shadow maps. */
FN void shadowed(const Frame &f, int scene, Vec place, Vec normal, float turn, Veil *veil) {
    for (int k = 0; k < VEILED - 1; k++) {
        veil->lit[k] = 1.0f;
        if (k >= (int)f.lights_each) continue;
        const float *lamp = f.lights + L_COUNT * (scene * f.lights_each + k);
        if (lamp[L_VIEW] < 0) continue;
        Vec towards;
        float distance;
        arriving(lamp, place, &towards, &distance);
        veil->lit[k] = lit_share(f, lamp, place, normal, towards, fract(turn + 0.37f * k));
    }
}

/* Light from the first surfaces that the lamps strike, as small discs. */
FN Vec bounced(const Frame &f, int scene, Vec place, Vec normal) {
    /* A little of it fills the room after more bounces, from everywhere. */
    bool closed = f.scenes[S_COUNT * (i64)scene + S_OUTDOOR] < 0.5f;
    Vec sum = grey(0);
    for (int k = 0; k < (int)f.bounces_each; k++) {
        const float *b = f.bounces + 12 * (scene * f.bounces_each + k);
        if (b[9] <= 0) continue;
        Vec d = vec(b) - place;
        float square = dot(d, d) + b[9], here = dot(d, normal), there = -dot(d, vec(b + 3));
        if (closed) sum = sum + vec(b + 6) * (0.7f / (square + 12.0f));
        if (here > 0 && there > 0) sum = sum + vec(b + 6) * (here * there / (square * square));
    }
    return sum;
}

/* Share of the surroundings that nearby things leave open, from the depth buffer around a pixel. */
FN float openness(const Frame &f, int scene, const View &w, float x, float y, Vec place, Vec normal, float depth, float radius, float turn) {
    float reach = clampf(radius * w.fx / depth, 3.0f, 0.16f * f.width), hidden = 0, dx, dy;
    const u64 *map = f.nearest + (i64)scene * f.width * f.height;
    for (int k = 0; k < 16; k++) {
        disc(k, 16, turn, &dx, &dy);
        float sx = clampf(x + dx * reach, 0.5f, f.width - 0.5f), sy = clampf(y + dy * reach, 0.5f, f.height - 0.5f);
        u64 key = map[(i64)sy * f.width + (i64)sx];
        if (key == NOTHING) continue;
        Vec ray = ray_at(w, floorf(sx) + 0.5f, floorf(sy) + 0.5f) * float_of((u32)(key >> 32));
        Vec q = apply_transposed(f.camera_axes + 9 * scene, ray) + vec(f.camera_places + 3 * scene) - place;
        float square = dot(q, q), up = dot(q, normal);
        hidden += fmaxf(up - 0.015f * depth * 0.3f - 0.01f, 0.0f) / (square + 0.02f * radius * radius + 1e-4f) * saturate(2.0f - sqrtf(square) / radius) * radius;
    }
    return saturate(1.0f - 0.16f * hidden);
}
