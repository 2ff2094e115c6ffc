/* Z-buffer: the nearest triangle of each pixel, as depth bits above the triangle's number.
   Edges are planes through the eye (homogeneous rasterisation): triangles that reach behind the
   camera need no clipping, and neighbours that share two vertices leave no crack. */

struct Edges {
    Vec e[3], plane;   /* signed edge planes and 1/depth (perspective) or depth (parallel) over the ray */
    float nearest, farthest;
    int x0, x1, y0, y1, parallel;
    u32 triangle;
    u64 *target;
    float holes, leaf;  /* share of gaps between leaves, and their number a metre */
    Vec origin;
};

struct View { Vec axis[3], shift; float fx, fy, cx, cy, near; int parallel; };

FN View view_of(const float *v) {
    View w;
    for (int k = 0; k < 3; k++) w.axis[k] = vec(v + 4 * k);
    w.shift = vec(v[3], v[7], v[11]);
    w.fx = v[12]; w.fy = v[13]; w.cx = v[14]; w.cy = v[15];
    w.near = v[16]; w.parallel = v[17] > 0.5f;
    return w;
}
FN Vec seen_from(const View &w, Vec p) {
    return vec(dot(w.axis[0], p), dot(w.axis[1], p), dot(w.axis[2], p)) + w.shift;
}
FN Vec ray_at(const View &w, float x, float y) { return vec((x - w.cx) / w.fx, (y - w.cy) / w.fy, 1.0f); }

/* Exactly opposite when a and b are swapped, which fused multiply-adds would spoil. */
FN float minor(float a, float b, float c, float d) {
#ifdef __CUDACC_RTC__
    return __fsub_rn(__fmul_rn(a, b), __fmul_rn(c, d));
#else
    return a * b - c * d;
#endif
}
FN Vec edge_plane(Vec a, Vec b) {
    return vec(minor(a.y, b.z, a.z, b.y), minor(a.z, b.x, a.x, b.z), minor(a.x, b.y, a.y, b.x));
}

struct Box2 { float x0, x1, y0, y1; };

FN void widen(Box2 *b, const View &w, Vec p) {
    float depth = w.parallel ? 1.0f : p.z;
    float x = p.x / depth * w.fx + w.cx, y = p.y / depth * w.fy + w.cy;
    b->x0 = fminf(b->x0, x); b->x1 = fmaxf(b->x1, x);
    b->y0 = fminf(b->y0, y); b->y1 = fmaxf(b->y1, y);
}

/* The part of the picture that the triangle in front of the near plane can touch. */
FN Box2 bounds(const View &w, const Vec p[3]) {
    Box2 b = {1e30f, -1e30f, 1e30f, -1e30f};
    for (int k = 0; k < 3; k++) {
        Vec q = p[k], r = p[(k + 1) % 3];
        if (q.z >= w.near) widen(&b, w, q);
        if ((q.z >= w.near) != (r.z >= w.near)) {
            Vec s = q + (r - q) * ((w.near - q.z) / (r.z - q.z));
            s.z = w.near;
            widen(&b, w, s);
        }
    }
    return b;
}

FN int first_pixel(float a, int size) { return (int)clampf(ceilf(a - 0.51f), 0.0f, (float)size); }
FN int last_pixel(float a, int size) { return (int)clampf(floorf(a - 0.49f), -1.0f, size - 1.0f); }

/* False when no pixel can be covered. */
FN bool prepare(const float *corners, const View &w, int width, int height, Edges *s) {
    Vec p[3], h[3];
    for (int k = 0; k < 3; k++) p[k] = seen_from(w, vec(corners + 3 * k));
    float low = fminf(p[0].z, fminf(p[1].z, p[2].z)), high = fmaxf(p[0].z, fmaxf(p[1].z, p[2].z));
    if (!(high > w.near)) return false;
    Box2 b = bounds(w, p);
    s->x0 = first_pixel(b.x0, width); s->x1 = last_pixel(b.x1, width);
    s->y0 = first_pixel(b.y0, height); s->y1 = last_pixel(b.y1, height);
    if (s->x0 > s->x1 || s->y0 > s->y1) return false;
    for (int k = 0; k < 3; k++) h[k] = w.parallel ? vec(p[k].x, p[k].y, 1.0f) : p[k];
    for (int k = 0; k < 3; k++) s->e[k] = edge_plane(h[(k + 1) % 3], h[(k + 2) % 3]);
    Vec normal = cross(p[1] - p[0], p[2] - p[0]);
    float along = w.parallel ? normal.z : dot(normal, p[0]);
    if (fabsf(along) < 1e-20f) return false;
    if (along < 0) for (int k = 0; k < 3; k++) s->e[k] = -s->e[k];
    if (w.parallel) s->plane = vec(-normal.x / along, -normal.y / along, dot(normal, p[0]) / along);
    else s->plane = normal * (1.0f / along);
    s->nearest = fmaxf(low, w.near); s->farthest = high; s->parallel = w.parallel;
    return true;
}

/* Whether one looks between the leaves of a crown here; gaps finer than a pixel close. */
FN bool gap(const Edges &s, const View &w, Vec seen, float depth) {
    Vec r = seen - w.shift, p = w.axis[0] * r.x + w.axis[1] * r.y + w.axis[2] * r.z - s.origin;
    float shown = visible(1.0f / s.leaf, depth / w.fx);
    if (shown <= 0) return false;
    return leafage(p, s.leaf) < 0.25f + 0.42f * s.holes * shown;
}

FN void touch(const Edges &s, const View &w, int x, int y, int width) {
    Vec d = ray_at(w, x + 0.5f, y + 0.5f);
    if (dot(s.e[0], d) < 0 || dot(s.e[1], d) < 0 || dot(s.e[2], d) < 0) return;
    float value = dot(s.plane, d), z = s.parallel ? value : 1.0f / value;
    if (!s.parallel && value <= 0) z = s.farthest;
    z = clampf(z, s.nearest, s.farthest);
    if (s.holes > 0 && gap(s, w, s.parallel ? vec(d.x, d.y, z) : d * z, s.parallel ? 1.0f : z)) return;
    u64 key = ((u64)bits_of(z) << 32) | s.triangle, *cell = s.target + (i64)y * width + x;
#ifdef __CUDACC_RTC__
    if (key < *(volatile u64 *)cell) atomicMin(cell, key);
#else
    if (key < *cell) *cell = key;
#endif
}

/* Crowns of leaves let one look through; everything else is solid. */
FN void perforate(const Frame &f, i64 t, Edges *s) {
    int owner = f.owner[t];
    const float *row = f.instances + 40 * (i64)owner;
    if ((int)row[39] != K_FOLIAGE) return;
    i64 face = f.first_face[owner] + t - f.first_triangle[owner];
    const float *m = f.materials + M_COUNT * (i64)(f.first_material[owner] + f.slots[face]);
    if ((int)m[M_PATTERN] != P_LEAVES) return;
    s->holes = m[M_POROUS];
    s->leaf = m[M_DETAIL];
    s->origin = vec(row + 9);
}

/* Work item i: triangle i % T as seen by view i / T of its scene. */
FN bool begin(const Frame &f, i64 i, View *w, Edges *s) {
    u32 t = (u32)i % (u32)f.triangles, k = (u32)i / (u32)f.triangles;
    i64 v = f.scene_of[f.owner[t]] * f.views_each + k;
    *w = view_of(f.views + 20 * v);
    s->triangle = t;
    s->target = f.nearest + v * f.width * f.height;
    s->holes = 0;
    if (w->fx > 0) perforate(f, t, s);
    return w->fx > 0 && prepare(f.corners + 9 * t, *w, (int)f.width, (int)f.height, s);
}

#ifdef __CUDACC_RTC__
#define SMALL 48
#define LARGE 4096
#define TILES 64

/* One thread sets up a triangle and fills it alone when it is small; the warp shares the middling
   ones; the large wait in a list for `raster_large`. */
extern "C" __global__ void raster(const Frame *frame, i64 n) {
    const Frame &f = *frame;
    __shared__ Edges pending[256];
    i64 i = blockIdx.x * (i64)blockDim.x + threadIdx.x;
    Edges s; View w;
    bool any = i < n && begin(f, i, &w, &s), shared_out = false;
    int columns = s.x1 - s.x0 + 1, area = any ? columns * (s.y1 - s.y0 + 1) : 0;
    if (any && area > LARGE) {
        u32 slot = atomicAdd(f.large_count, 1u);
        if (slot < (u32)f.large_room) f.large[slot] = i;
        else shared_out = true;
    } else if (any && area > SMALL) {
        shared_out = true;
    } else if (any) {
        for (int y = s.y0; y <= s.y1; y++)
            for (int x = s.x0; x <= s.x1; x++) touch(s, w, x, y, (int)f.width);
    }
    u32 waiting = __ballot_sync(0xffffffffu, shared_out);
    if (shared_out) pending[threadIdx.x] = s;
    __syncwarp();
    int lane = threadIdx.x & 31, first = threadIdx.x & ~31;
    while (waiting) {
        int from = __ffs(waiting) - 1;
        waiting &= waiting - 1;
        Edges other = pending[first + from];
        i64 item = i - lane + from;
        u32 t = (u32)item % (u32)f.triangles, k = (u32)item / (u32)f.triangles;
        View seen = view_of(f.views + 20 * (f.scene_of[f.owner[t]] * f.views_each + k));
        int wide = other.x1 - other.x0 + 1, count = wide * (other.y1 - other.y0 + 1);
        for (int q = lane; q < count; q += 32)
            touch(other, seen, other.x0 + q % wide, other.y0 + q / wide, (int)f.width);
    }
}

/* Blocks walk over the list, TILES bands of rows a triangle. */
extern "C" __global__ void raster_large(const Frame *frame, i64 n) {
    const Frame &f = *frame;
    i64 listed = *f.large_count;
    if (listed > f.large_room) listed = f.large_room;
    for (i64 job = blockIdx.x; job < listed * TILES; job += gridDim.x) {
        Edges s; View w;
        if (!begin(f, f.large[job / TILES], &w, &s)) continue;
        int rows = s.y1 - s.y0 + 1, part = (int)(job % TILES);
        int from = s.y0 + rows * part / TILES, to = s.y0 + rows * (part + 1) / TILES, wide = s.x1 - s.x0 + 1;
        for (int q = threadIdx.x; q < wide * (to - from); q += blockDim.x)
            touch(s, w, s.x0 + q % wide, from + q / wide, (int)f.width);
    }
}
#else
KERNEL(raster) {
    Edges s; View w;
    if (!begin(f, i, &w, &s)) return;
    for (int y = s.y0; y <= s.y1; y++)
        for (int x = s.x0; x <= s.x1; x++) touch(s, w, x, y, (int)f.width);
}
#endif

/* World corners of triangle i. */
KERNEL(place) {
    int owner = f.owner[i];
    const float *m = f.instances + 40 * (i64)owner;
    const int *face = f.faces + 3 * (f.first_face[owner] + i - f.first_triangle[owner]);
    for (int k = 0; k < 3; k++) {
        Vec p = apply(m, vec(f.vertices + 3 * (i64)face[k])) + vec(m + 9);
        float *out = f.corners + 9 * i + 3 * k;
        out[0] = p.x; out[1] = p.y; out[2] = p.z;
    }
}
