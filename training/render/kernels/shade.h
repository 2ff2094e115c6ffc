/* The kernels over pixels: geometry truth at pixel centres, colour, bounced light, flow. */

FN u64 key_at(const Frame &f, i64 scene, int x, int y) { return f.nearest[(scene * f.height + y) * f.width + x]; }

FN Vec world_at(const Frame &f, i64 scene, const View &w, float x, float y, float depth) {
    return apply_transposed(f.camera_axes + 9 * scene, ray_at(w, x, y) * depth) + vec(f.camera_places + 3 * scene);
}

/* Depth, normal (camera axes), person, leaves and triangle of pixel i of a z-buffer at the picture's size. */
KERNEL(guide) {
    i64 pixels = f.width * f.height, scene = i / pixels, at = i % pixels;
    int x = (int)(at % f.width), y = (int)(at / f.width);
    u64 key = f.nearest[i];
    float *n = f.out_normals + scene * 3 * pixels + at;
    f.out_hit[i] = key != NOTHING;
    f.out_person[i] = f.out_leafy[i] = 0;
    f.out_triangle[i] = key == NOTHING ? -1 : (int)(u32)key;
    if (key == NOTHING) {
        f.out_depth[i] = 300.0f;
        n[0] = 0; n[pixels] = 0; n[2 * pixels] = -1.0f;
        return;
    }
    View w = view_of(f.views + 20 * scene);
    float depth = float_of((u32)(key >> 32));
    Vec p = world_at(f, scene, w, x + 0.5f, y + 0.5f, depth);
    Vec view = unit(vec(f.camera_places + 3 * scene) - p);
    Hit h = meet(f, (int)(u32)key, p, view);
    Vec c = apply(f.camera_axes + 9 * scene, h.normal);
    int kind = (int)f.instances[40 * (i64)h.owner + 39];
    f.out_depth[i] = fminf(depth, 300.0f);
    n[0] = c.x; n[pixels] = c.y; n[2 * pixels] = c.z;
    f.out_person[i] = kind == K_BODY || kind == K_CLOTHES;
    f.out_leafy[i] = kind == K_FOLIAGE;
}

FN Vec surroundings(const Frame &f, const float *scene, Vec d, Vec local) {
    if (scene[S_OUTDOOR] > 0.5f) {
        Vec ground = vec(scene + S_GROUND);
        return mix(ground, sky(scene, unit(d + vec(0, 0, 0.05f))), smooth(-0.1f, 0.1f, d.z));
    }
    return local * (0.9f + 0.5f * d.z);
}

/* Colour that a surface mirrors with, its roughness, and the light taken for the mirror image. */
struct Mirror { Vec tint, image; float rough; };

/* Light of a surface towards the eye. */
FN Vec seen_light(const Frame &f, int index, const Surface &s, Vec view, const Veil &veil, Mirror *mirror) {
    const float *scene = f.scenes + S_COUNT * index;
    Vec ambient = vec(scene + S_AMBIENT);
    if (scene[S_OUTDOOR] > 0.5f) ambient = mix(vec(scene + S_GROUND) * 0.8f, ambient, 0.5f + 0.5f * s.shading.z);
    else ambient = ambient * (0.8f + 0.2f * s.shading.z);
    Vec around = (ambient + bounced(f, index, s.place, s.shading)) * veil.open;
    Vec d = s.shading * (2.0f * dot(s.shading, view)) - view;
    float nv = fmaxf(dot(s.shading, view), 0.0f), smoothness = (1.0f - s.rough) * (1.0f - s.rough);
    float fresnel = (s.shine + (1.0f - s.shine) * powf(1.0f - nv, 5.0f)) * smoothness;
    Vec tint = mix(grey(fresnel), s.albedo, s.metal);
    Vec mirrored = surroundings(f, scene, d, around) * (0.3f + 0.7f * veil.open);
    Vec diffuse = s.albedo * (1.0f - 0.85f * s.metal);
    mirror->tint = tint; mirror->image = mirrored; mirror->rough = s.rough;
    return s.emission + diffuse * around + tint * mirrored + direct(f, index, s, view, veil);
}

/* Interleaved gradient noise: neighbours get well spread turns. */
FN float turn_at(int x, int y) { return fract(52.9829189f * fract(0.06711056f * x + 0.00583715f * y)); }

/* What hides light at the centre of picture pixel i, one byte each; grainy until it is averaged. */
KERNEL(veil) {
    i64 pixels = f.width * f.height, at = i % pixels;
    int scene = (int)(i / pixels), x = (int)(at % f.width), y = (int)(at / f.width);
    u8 *out = f.veils + VEILED * i;
    if (!f.out_hit[i]) return;
    View w = view_of(f.views + 20 * (i64)scene);
    float depth = f.out_depth[i], turn = turn_at(x, y);
    const float *n = f.out_normals + (i64)scene * 3 * pixels + at;
    Vec p = world_at(f, scene, w, x + 0.5f, y + 0.5f, depth);
    Vec normal = apply_transposed(f.camera_axes + 9 * (i64)scene, vec(n[0], n[pixels], n[2 * pixels]));
    float radius = f.scenes[S_COUNT * (i64)scene + S_OUTDOOR] > 0.5f ? 1.2f : 0.5f;
    radius = fminf(radius, 0.4f * depth + 0.05f);
    Veil veil;
    shadowed(f, scene, p, normal, turn, &veil);
    out[0] = (u8)(255.0f * openness(f, scene, w, x + 0.5f, y + 0.5f, p, normal, depth, radius, turn) + 0.5f);
    for (int k = 1; k < VEILED; k++) out[k] = (u8)(255.0f * veil.lit[k - 1] + 0.5f);
}

/* The veil averaged over the neighbours that lie on the same plane. */
FN Veil veil_at(const Frame &f, int scene, int px, int py, int wide, int high, const View &w, Vec p, Vec normal, float depth, float turn) {
    Veil veil;
    float sums[VEILED] = {0}, total = 0;
    const float *axes = f.camera_axes + 9 * (i64)scene;
    Vec n = apply(axes, normal);
    float offset = dot(normal, p - vec(f.camera_places + 3 * (i64)scene)), slack = depth * (1.5f * f.samples / w.fx + 0.002f);
    for (int k = 0; k < 25; k++) {
        int x = px + k % 5 - 2, y = py + k / 5 - 2;
        if (x < 0 || y < 0 || x >= wide || y >= high) continue;
        i64 there = ((i64)scene * high + y) * wide + x;
        if (!f.out_hit[there]) continue;
        float expected = offset / dot(n, ray_at(w, (x + 0.5f) * f.samples, (y + 0.5f) * f.samples));
        if (!(fabsf(expected - f.out_depth[there]) < slack)) continue;
        const u8 *v = f.veils + VEILED * there;
        for (int j = 0; j < VEILED; j++) sums[j] += v[j];
        total += 255.0f;
    }
    if (total <= 0) {
        veil.open = 0.9f;
        shadowed(f, scene, p, normal, turn, &veil);
        return veil;
    }
    veil.open = sums[0] / total;
    for (int j = 1; j < VEILED; j++) veil.lit[j - 1] = sums[j] / total;
    return veil;
}

FN Vec air(const float *scene, Vec colour, float distance) {
    float clear = expf(-scene[S_FOG] * distance);
    return mix(vec(scene + S_HAZE), colour, clear);
}

struct Sample { int owner; Vec face; float depth; Vec colour; Mirror mirror; };

FN Vec sample_colour(const Frame &f, int scene, const View &w, int px, int py, int x, int y, u64 key, Mirror *mirror) {
    int n = (int)f.samples;
    float depth = float_of((u32)(key >> 32));
    Vec eye = vec(f.camera_places + 3 * (i64)scene), p = world_at(f, scene, w, x + 0.5f, y + 0.5f, depth), view = unit(eye - p);
    const float *row = f.scenes + S_COUNT * (i64)scene;
    Surface s = surface(f, (int)(u32)key, p, view, depth * n / w.fx, row);
    Veil veil = veil_at(f, scene, px, py, (int)f.width / n, (int)f.height / n, w, p, s.normal, depth, turn_at(x, y));
    return air(row, seen_light(f, scene, s, view, veil, mirror), norm(eye - p));
}

/* Linear colour of picture pixel i: its samples, shaded once for each surface among them. */
KERNEL(shade) {
    int n = (int)f.samples, wide = (int)f.width / n, high = (int)f.height / n, scene = (int)(i / (wide * high));
    int at = (int)(i % (wide * high)), px = at % wide, py = at / wide, kinds = 0;
    View w = view_of(f.views + 20 * (i64)scene);
    const float *row = f.scenes + S_COUNT * (i64)scene;
    Sample known[9];
    Vec sum = grey(0);
    for (int k = 0; k < n * n; k++) {
        int x = px * n + k % n, y = py * n + k / n;
        u64 key = key_at(f, scene, x, y);
        if (key == NOTHING) {
            Vec d = unit(apply_transposed(f.camera_axes + 9 * (i64)scene, ray_at(w, x + 0.5f, y + 0.5f)));
            sum = sum + sky(row, d);
            continue;
        }
        int t = (int)(u32)key, owner = f.owner[t], same = -1;
        const float *q = f.corners + 9 * (i64)t;
        Vec face = unit(cross(vec(q + 3) - vec(q), vec(q + 6) - vec(q)));
        float depth = float_of((u32)(key >> 32));
        for (int j = 0; j < kinds && same < 0; j++)
            if (known[j].owner == owner && fabsf(dot(known[j].face, face)) > 0.9f && fabsf(known[j].depth - depth) < 0.05f * depth) same = j;
        if (same < 0) {
            Sample fresh = {owner, face, depth};
            fresh.colour = sample_colour(f, scene, w, px, py, x, y, key, &fresh.mirror);
            same = kinds;
            known[kinds++] = fresh;
        }
        sum = sum + known[same].colour;
    }
    sum = sum * (1.0f / (n * n));
    float *out = f.out_colour + (i64)scene * 3 * wide * high + at;
    out[0] = sum.x; out[wide * high] = sum.y; out[2 * wide * high] = sum.z;
    float *g = f.glosses + 8 * i;
    bool whole = kinds == 1;
    Mirror r = known[0].mirror;
    g[0] = whole ? r.tint.x : 0; g[1] = whole ? r.tint.y : 0; g[2] = whole ? r.tint.z : 0; g[3] = r.rough;
    g[4] = r.image.x; g[5] = r.image.y; g[6] = r.image.z;
}

/* The picture's own colour where a ray in camera axes meets it, and how far to trust that (0..1). */
FN float met_in_picture(const Frame &f, i64 scene, const View &w, Vec from, Vec along, float rough, Vec *colour) {
    i64 pixels = f.width * f.height;
    float step = 0.03f + 0.012f * from.z, travelled = step, before = 0;
    for (int k = 0; k < 40; k++) {
        Vec q = from + along * travelled;
        if (q.z < 0.1f) return 0;
        float x = q.x / q.z * w.fx + w.cx, y = q.y / q.z * w.fy + w.cy;
        if (x < 0 || y < 0 || x >= f.width || y >= f.height) return 0;
        i64 there = scene * pixels + (i64)y * f.width + (i64)x;
        float behind = q.z - f.out_depth[there];
        if (behind > 0 && f.out_hit[there]) {
            if (behind > 0.12f + 0.06f * q.z + step * 1.5f) return 0;
            float low = before, high = travelled;
            for (int j = 0; j < 5; j++) {
                float middle = 0.5f * (low + high);
                Vec m = from + along * middle;
                i64 column = (i64)(m.x / m.z * w.fx + w.cx), row = (i64)(m.y / m.z * w.fy + w.cy);
                if (m.z > f.out_depth[scene * pixels + row * f.width + column]) high = middle;
                else low = middle;
            }
            q = from + along * high;
            x = q.x / q.z * w.fx + w.cx; y = q.y / q.z * w.fy + w.cy;
            float spread = rough * rough * high / q.z * w.fx * 0.7f, dx, dy;
            Vec sum = grey(0);
            for (int j = 0; j < 9; j++) {
                disc(j, 9, 0.3f, &dx, &dy);
                i64 column = (i64)clampf(x + dx * spread, 0, f.width - 1), row = (i64)clampf(y + dy * spread, 0, f.height - 1);
                const float *c = f.linear_colour + scene * 3 * pixels + row * f.width + column;
                sum = sum + vec(fminf(c[0], 8.0f), fminf(c[pixels], 8.0f), fminf(c[2 * pixels], 8.0f));
            }
            *colour = sum * (1.0f / 9.0f);
            float edge = fminf(fminf(x, f.width - x) / f.width, fminf(y, f.height - y) / f.height);
            return smooth(0.0f, 0.06f, edge);
        }
        before = travelled;
        step *= 1.13f;
        travelled += step;
    }
    return 0;
}

/* Colour of pixel i with what its surface mirrors of the rest of the picture. */
KERNEL(reflect) {
    i64 pixels = f.width * f.height, scene = i / pixels, at = i % pixels;
    const float *g = f.glosses + 8 * i, *c = f.linear_colour + scene * 3 * pixels + at, *n = f.out_normals + scene * 3 * pixels + at;
    float *out = f.out_colour + scene * 3 * pixels + at;
    Vec colour = vec(c[0], c[pixels], c[2 * pixels]), seen;
    if (f.out_hit[i] && g[0] + g[1] + g[2] > 0.015f && g[3] < 0.6f) {
        View w = view_of(f.views + 20 * scene);
        Vec ray = ray_at(w, at % f.width + 0.5f, at / f.width + 0.5f), p = ray * f.out_depth[i], normal = vec(n[0], n[pixels], n[2 * pixels]);
        Vec view = unit(ray), along = view - normal * (2.0f * dot(view, normal));
        float trust = met_in_picture(f, scene, w, p + normal * (0.01f + 0.004f * p.z), along, g[3], &seen);
        if (trust > 0) colour = colour + vec(g) * (seen - vec(g + 4)) * trust;
    }
    out[0] = fmaxf(colour.x, 0); out[pixels] = fmaxf(colour.y, 0); out[2 * pixels] = fmaxf(colour.z, 0);
}

/* Bounce i: where one beam of a lamp lands, and what it throws back; beams are spread over its map. */
KERNEL(bounce) {
    i64 each = f.bounces_each, scene = i / each, index = i % each, beams = each / f.lights_each;
    float *out = f.bounces + 12 * i;
    out[9] = 0;
    if (beams < 1 || index >= beams * f.lights_each) return;
    const float *lamp = f.lights + L_COUNT * (scene * f.lights_each + index / beams), *row = f.scenes + S_COUNT * scene;
    i64 view = (i64)lamp[L_VIEW], k = index % beams, size = f.shadow_size;
    if (view < 0) return;
    View w = view_of(f.shadow_views + 20 * view);
    float u = fract((k + 0.5f) * 0.7548776662f), v = fract((k + 0.5f) * 0.5698402910f);
    int x = (int)(u * size), y = (int)(v * size);
    u64 key = f.shadow_nearest[(view * size + y) * size + x];
    if (key == NOTHING) return;
    float depth = float_of((u32)(key >> 32)), px = (x + 0.5f - w.cx) / w.fx, py = (y + 0.5f - w.cy) / w.fy;
    Vec q = w.parallel ? vec(px, py, depth) : vec(px, py, 1.0f) * depth, r = q - w.shift;
    Vec p = w.axis[0] * r.x + w.axis[1] * r.y + w.axis[2] * r.z, towards;
    float distance;
    Vec light = arriving(lamp, p, &towards, &distance);
    Surface s = surface(f, (int)(u32)key, p, towards, 0.1f, row);
    float side = size / w.fx, nl = fmaxf(dot(s.normal, towards), 0.05f), area;
    if (w.parallel) area = side * side / beams / nl;
    else area = side * side / beams * depth * depth / (nl * sqrtf(1.0f + px * px + py * py));
    Vec power = light * s.albedo * (nl * area * 0.31831f);
    out[0] = p.x; out[1] = p.y; out[2] = p.z;
    out[3] = s.normal.x; out[4] = s.normal.y; out[5] = s.normal.z;
    out[6] = power.x; out[7] = power.y; out[8] = power.z;
    out[9] = fmaxf(area * 0.31831f, 0.02f);
}

/* Whether the later picture shows depth z around a place; slanted ground spans depths within a pixel. */
FN bool still_seen(const Frame &f, i64 scene, bool sky, float x, float y, float z, float near) {
    if (!(z > near && x > 0 && y > 0 && x < f.width && y < f.height)) return false;
    float low = 1e9f, high = -1e9f;
    for (int k = 0; k < 4; k++) {
        float column = clampf(floorf(x - 0.5f) + (k & 1), 0, f.width - 1), row = clampf(floorf(y - 0.5f) + (k >> 1), 0, f.height - 1);
        i64 there = (scene * f.height + (i64)row) * f.width + (i64)column;
        if (!f.later_hit[there] != sky) continue;
        low = fminf(low, f.later_depth[there]);
        high = fmaxf(high, f.later_depth[there]);
    }
    if (sky) return high > 0.0f;
    z = fminf(z, 300.0f);
    return z > low * 0.98f - 0.01f && z < high * 1.02f + 0.01f;
}

/* Where the point of pixel i is a moment later, and whether it is still in view there. */
KERNEL(flow) {
    i64 pixels = f.width * f.height, scene = i / pixels, at = i % pixels;
    float x = at % f.width + 0.5f, y = at / f.width + 0.5f, *out = f.out_flow + scene * 2 * pixels + at;
    int t = f.out_triangle[i];
    View w = view_of(f.views + 20 * scene), later = view_of(f.later_views + 20 * scene);
    Vec q;
    if (t < 0) {
        q = apply(f.later_axes + 9 * scene, apply_transposed(f.camera_axes + 9 * scene, ray_at(w, x, y)));
    } else {
        const float *a = f.corners + 9 * (i64)t, *b = f.later_corners + 9 * (i64)t;
        Vec p = world_at(f, scene, w, x, y, f.out_depth[i]), e1 = vec(a + 3) - vec(a), e2 = vec(a + 6) - vec(a), n = cross(e1, e2), d = p - vec(a);
        float area = fmaxf(dot(n, n), 1e-30f), u = dot(cross(d, e2), n) / area, v = dot(cross(e1, d), n) / area;
        q = seen_from(later, vec(b) + (vec(b + 3) - vec(b)) * u + (vec(b + 6) - vec(b)) * v);
    }
    float to_x = q.x / fmaxf(q.z, 1e-3f) * later.fx + later.cx, to_y = q.y / fmaxf(q.z, 1e-3f) * later.fy + later.cy;
    out[0] = to_x - x; out[pixels] = to_y - y;
    f.out_seen[i] = still_seen(f, scene, t < 0, to_x, to_y, q.z, later.near);
}
