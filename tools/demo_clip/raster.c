/* Z-buffer, shading and light-map kernels of the demo clip. Camera space: x right, y down, z forward. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct {
    const uint8_t *colour; /* RGBA, sRGB */
    const uint8_t *bump;   /* RGBA tangent-space normals, or null */
    int32_t width, height, bump_width, bump_height;
    float tint[3];
    float specular, roughness, bump_strength, opacity_gain, rim;
} Material;

typedef struct {
    const float *position, *normal, *irradiance, *gradient; /* 3, 3, 3 and 4 floats a vertex */
    const int32_t *corner;                                  /* 3 vertices a triangle */
    const float *texture;                                   /* 6 floats a triangle */
    const int32_t *material;
    const Material *materials;
    float focal, centre_x, centre_y, key[3], key_colour[3];
    int32_t width, height;
} View;

typedef struct { float x[3], y[3], z[3], inverse_area; int x0, x1, y0, y1; } Screen;

static float linear_of[256];

void prepare(void) {
    for (int i = 0; i < 256; i++) linear_of[i] = powf(i / 255.0f, 2.2f);
}

static float min3(float a, float b, float c) { return fminf(a, fminf(b, c)); }
static float max3(float a, float b, float c) { return fmaxf(a, fmaxf(b, c)); }

static int bound(Screen *s, int width, int height) {
    float area = (s->x[1] - s->x[0]) * (s->y[2] - s->y[0]) - (s->x[2] - s->x[0]) * (s->y[1] - s->y[0]);
    if (fabsf(area) < 1e-9f) return 0;
    s->inverse_area = 1.0f / area;
    s->x0 = (int)ceilf(fmaxf(min3(s->x[0], s->x[1], s->x[2]) - 0.5f, 0.0f));
    s->x1 = (int)floorf(fminf(max3(s->x[0], s->x[1], s->x[2]) - 0.5f, width - 1.0f));
    s->y0 = (int)ceilf(fmaxf(min3(s->y[0], s->y[1], s->y[2]) - 0.5f, 0.0f));
    s->y1 = (int)floorf(fminf(max3(s->y[0], s->y[1], s->y[2]) - 0.5f, height - 1.0f));
    return s->x0 <= s->x1 && s->y0 <= s->y1;
}

static int project(const View *v, int t, Screen *s) {
    for (int k = 0; k < 3; k++) {
        const float *p = v->position + 3 * v->corner[3 * t + k];
        if (p[2] < 0.05f) return 0;
        s->x[k] = p[0] / p[2] * v->focal + v->centre_x;
        s->y[k] = p[1] / p[2] * v->focal + v->centre_y;
        s->z[k] = 1.0f / p[2];
    }
    return bound(s, v->width, v->height);
}

/* Screen weights of a pixel centre; 0 when it lies outside. */
static int inside(const Screen *s, float px, float py, float w[3]) {
    w[0] = ((s->x[1] - px) * (s->y[2] - py) - (s->x[2] - px) * (s->y[1] - py)) * s->inverse_area;
    w[1] = ((s->x[2] - px) * (s->y[0] - py) - (s->x[0] - px) * (s->y[2] - py)) * s->inverse_area;
    w[2] = 1.0f - w[0] - w[1];
    return w[0] >= 0 && w[1] >= 0 && w[2] >= 0;
}

static float perspective(const Screen *s, float w[3]) {
    float inverse = w[0] * s->z[0] + w[1] * s->z[1] + w[2] * s->z[2];
    for (int k = 0; k < 3; k++) w[k] = w[k] * s->z[k] / inverse;
    return 1.0f / inverse;
}

static void sample(const uint8_t *image, int width, int height, float u, float v, int is_colour, float out[4]) {
    u = (u - floorf(u)) * width - 0.5f;
    v = (1.0f - (v - floorf(v))) * height - 0.5f;
    int x = (int)floorf(u), y = (int)floorf(v);
    float fx = u - x, fy = v - y;
    for (int c = 0; c < 4; c++) out[c] = 0;
    for (int k = 0; k < 4; k++) {
        int xx = x + (k & 1), yy = y + (k >> 1);
        xx = xx < 0 ? 0 : xx >= width ? width - 1 : xx;
        yy = yy < 0 ? 0 : yy >= height ? height - 1 : yy;
        float weight = ((k & 1) ? fx : 1 - fx) * ((k >> 1) ? fy : 1 - fy);
        const uint8_t *p = image + 4 * ((size_t)yy * width + xx);
        for (int c = 0; c < 4; c++) out[c] += weight * (is_colour && c < 3 ? linear_of[p[c]] : p[c] / 255.0f);
    }
}

static float dot(const float a[3], const float b[3]) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

static void unit(float a[3]) {
    float length = sqrtf(dot(a, a)) + 1e-12f;
    for (int k = 0; k < 3; k++) a[k] /= length;
}

static void mix(const float *table, int stride, const int32_t *corner, const float w[3], int n, float *out) {
    for (int c = 0; c < n; c++)
        out[c] = w[0] * table[stride * corner[0] + c] + w[1] * table[stride * corner[1] + c] +
                 w[2] * table[stride * corner[2] + c];
}

/* Tangent-space bump: tilts the normal along the triangle's texture directions. */
static void bump(const View *v, int t, const Material *m, float u, float w, float n[3]) {
    const int32_t *corner = v->corner + 3 * t;
    const float *uv = v->texture + 6 * t, *p0 = v->position + 3 * corner[0];
    float e1[3], e2[3], tangent[3], across[3], texel[4];
    for (int k = 0; k < 3; k++) {
        e1[k] = v->position[3 * corner[1] + k] - p0[k];
        e2[k] = v->position[3 * corner[2] + k] - p0[k];
    }
    float du1 = uv[2] - uv[0], dv1 = uv[3] - uv[1], du2 = uv[4] - uv[0], dv2 = uv[5] - uv[1];
    float det = du1 * dv2 - du2 * dv1;
    if (fabsf(det) < 1e-12f) return;
    for (int k = 0; k < 3; k++) {
        tangent[k] = (e1[k] * dv2 - e2[k] * dv1) / det;
        across[k] = (e2[k] * du1 - e1[k] * du2) / det;
    }
    unit(tangent);
    unit(across);
    sample(m->bump, m->bump_width, m->bump_height, u, w, 0, texel);
    float a = (texel[0] * 2 - 1) * m->bump_strength, b = (texel[1] * 2 - 1) * m->bump_strength;
    for (int k = 0; k < 3; k++) n[k] += a * tangent[k] + b * across[k];
    unit(n);
}

static float highlight(const float n[3], const float view[3], const float key[3], float roughness) {
    float half[3] = {view[0] + key[0], view[1] + key[1], view[2] + key[2]};
    unit(half);
    float nh = fmaxf(dot(n, half), 0), nl = fmaxf(dot(n, key), 0), a2 = roughness * roughness * roughness * roughness;
    float d = nh * nh * (a2 - 1) + 1, fresnel = powf(1 - fmaxf(dot(view, half), 0), 5);
    return nl * (0.04f + 0.96f * fresnel) * a2 / (3.14159f * d * d) / (4 * fmaxf(nl, 0.15f));
}

static float shade(const View *v, int t, const float w[3], float out[3]) {
    const Material *m = v->materials + v->material[t];
    const int32_t *corner = v->corner + 3 * t;
    const float *uv = v->texture + 6 * t;
    float tu = w[0] * uv[0] + w[1] * uv[2] + w[2] * uv[4], tv = w[0] * uv[1] + w[1] * uv[3] + w[2] * uv[5];
    float albedo[4], n[3], smooth[3], e[3], g[4], p[3];
    sample(m->colour, m->width, m->height, tu, tv, 1, albedo);
    float alpha = fminf(albedo[3] * m->opacity_gain, 1.0f);
    if (alpha < 0.02f) return 0;
    mix(v->normal, 3, corner, w, 3, n);
    mix(v->irradiance, 3, corner, w, 3, e);
    mix(v->gradient, 4, corner, w, 4, g);
    mix(v->position, 3, corner, w, 3, p);
    unit(n);
    float view[3] = {-p[0], -p[1], -p[2]};
    unit(view);
    for (int k = 0; k < 3; k++) smooth[k] = n[k];
    if (m->bump) bump(v, t, m, tu, tv, n);
    float change[3] = {n[0] - smooth[0], n[1] - smooth[1], n[2] - smooth[2]};
    float luminance = 0.3f * e[0] + 0.6f * e[1] + 0.1f * e[2] + 1e-4f;
    float gain = fminf(fmaxf(1 + dot(g, change) / luminance, 0.35f), 2.0f);
    float gloss = m->specular * highlight(n, view, v->key, m->roughness) * g[3];
    float rim = m->rim * powf(1 - fmaxf(dot(n, view), 0), 3);
    for (int k = 0; k < 3; k++)
        out[k] = (albedo[k] * m->tint[k] + rim) * e[k] * gain + gloss * v->key_colour[k];
    return alpha;
}

/* Nearest triangle per pixel; depth comes in filled with what already stands there. */
void rasterise(const View *v, const int32_t *triangles, int count, float *depth, int32_t *nearest) {
    for (int i = 0; i < count; i++) {
        Screen s;
        float w[3];
        if (!project(v, triangles[i], &s)) continue;
        for (int y = s.y0; y <= s.y1; y++)
            for (int x = s.x0; x <= s.x1; x++) {
                if (!inside(&s, x + 0.5f, y + 0.5f, w)) continue;
                float z = perspective(&s, w);
                size_t at = (size_t)y * v->width + x;
                if (z < depth[at]) { depth[at] = z; nearest[at] = triangles[i]; }
            }
    }
}

/* Premultiplied RGBA of the nearest triangles. */
void resolve(const View *v, const int32_t *nearest, float *rgba) {
    for (int y = 0; y < v->height; y++)
        for (int x = 0; x < v->width; x++) {
            size_t at = (size_t)y * v->width + x;
            Screen s;
            float w[3];
            if (nearest[at] < 0 || !project(v, nearest[at], &s)) continue;
            inside(&s, x + 0.5f, y + 0.5f, w);
            perspective(&s, w);
            shade(v, nearest[at], w, rgba + 4 * at);
            rgba[4 * at + 3] = 1;
        }
}

/* See-through triangles, farthest first, blended over what is there. */
void blend(const View *v, const int32_t *triangles, int count, const float *depth, float *rgba) {
    for (int i = 0; i < count; i++) {
        Screen s;
        float w[3], colour[3];
        if (!project(v, triangles[i], &s)) continue;
        for (int y = s.y0; y <= s.y1; y++)
            for (int x = s.x0; x <= s.x1; x++) {
                if (!inside(&s, x + 0.5f, y + 0.5f, w)) continue;
                size_t at = (size_t)y * v->width + x;
                if (perspective(&s, w) > depth[at] + 0.001f) continue;
                float alpha = shade(v, triangles[i], w, colour), *to = rgba + 4 * at;
                for (int k = 0; k < 3; k++) to[k] = to[k] * (1 - alpha) + colour[k] * alpha;
                to[3] = to[3] * (1 - alpha) + alpha;
            }
    }
}

typedef struct { float axis[9]; float colour[3]; float is_key; } Light; /* rows: right, up, towards the light */

typedef struct {
    const float *position, *normal, *wrap; /* wrap: 1 for skin, 0 otherwise */
    int32_t vertices;
    const int32_t *corner;
    int32_t triangles;
    float centre[3], radius;
    int32_t size;
} Caster;

static void along(const Light *l, const Caster *c, const float *p, float out[3]) {
    float q[3] = {p[0] - c->centre[0], p[1] - c->centre[1], p[2] - c->centre[2]};
    float scale = c->size / (2 * c->radius);
    out[0] = dot(l->axis, q) * scale + c->size * 0.5f;
    out[1] = dot(l->axis + 3, q) * scale + c->size * 0.5f;
    out[2] = dot(l->axis + 6, q); /* larger is nearer to the light */
}

static void light_map(const Light *l, const Caster *c, float *placed, float *map) {
    for (int i = 0; i < c->size * c->size; i++) map[i] = -1e9f;
    for (int i = 0; i < c->vertices; i++) along(l, c, c->position + 3 * i, placed + 3 * i);
    for (int t = 0; t < c->triangles; t++) {
        Screen s;
        float w[3];
        for (int k = 0; k < 3; k++) {
            const float *p = placed + 3 * c->corner[3 * t + k];
            s.x[k] = p[0];
            s.y[k] = p[1];
            s.z[k] = p[2];
        }
        if (!bound(&s, c->size, c->size)) continue;
        for (int y = s.y0; y <= s.y1; y++)
            for (int x = s.x0; x <= s.x1; x++) {
                if (!inside(&s, x + 0.5f, y + 0.5f, w)) continue;
                float z = w[0] * s.z[0] + w[1] * s.z[1] + w[2] * s.z[2];
                if (z > map[y * c->size + x]) map[y * c->size + x] = z;
            }
    }
}

/* Share of the light that arrives, from four texels around. */
static float arriving(const Light *l, const Caster *c, const float *map, const float *p, const float *n, float bias) {
    float q[3] = {p[0] + bias * n[0], p[1] + bias * n[1], p[2] + bias * n[2]}, at[3], share = 0;
    along(l, c, q, at);
    int x = (int)floorf(at[0] - 0.5f), y = (int)floorf(at[1] - 0.5f);
    if (x < 0 || y < 0 || x >= c->size - 1 || y >= c->size - 1) return 1;
    float fx = at[0] - 0.5f - x, fy = at[1] - 0.5f - y;
    for (int k = 0; k < 4; k++) {
        float weight = ((k & 1) ? fx : 1 - fx) * ((k >> 1) ? fy : 1 - fy);
        if (map[(y + (k >> 1)) * c->size + x + (k & 1)] < at[2] + bias) share += weight;
    }
    return share;
}

/* Irradiance / pi (3) and its gradient (3) plus the key light's share (1) for every vertex, and for every
   room point the share of its light that the caster takes away. */
void light(const Light *lights, int count, const Caster *c, float *irradiance, float *gradient,
           const float *room, const float *room_normal, int points, float *blocked, float *total) {
    float *map = malloc(sizeof(float) * c->size * c->size), *placed = malloc(sizeof(float) * 3 * c->vertices);
    static const float wrap_by_channel[3] = {0.30f, 0.14f, 0.09f};
    for (int i = 0; i < count; i++) {
        const Light *l = lights + i;
        const float *d = l->axis + 6;
        float luminance = 0.3f * l->colour[0] + 0.6f * l->colour[1] + 0.1f * l->colour[2];
        light_map(l, c, placed, map);
        for (int k = 0; k < c->vertices; k++) {
            const float *n = c->normal + 3 * k;
            float nl = dot(n, d), share = arriving(l, c, map, c->position + 3 * k, n, 0.008f);
            for (int ch = 0; ch < 3; ch++) {
                float wrap = wrap_by_channel[ch] * c->wrap[k];
                float facing = fmaxf((nl + wrap) / ((1 + wrap) * (1 + wrap)), 0);
                irradiance[3 * k + ch] += l->colour[ch] * facing * share;
                if (nl > -0.1f) gradient[4 * k + ch] += luminance * share * d[ch];
            }
            gradient[4 * k + 3] += l->is_key * share;
        }
        for (int k = 0; k < points; k++) {
            float nl = dot(room_normal + 3 * k, d);
            if (nl <= 0) continue;
            total[k] += luminance * nl;
            blocked[k] += luminance * nl * (1 - arriving(l, c, map, room + 3 * k, room_normal + 3 * k, 0.01f));
        }
    }
    free(map);
    free(placed);
}
