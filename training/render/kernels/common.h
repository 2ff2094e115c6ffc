/* Vectors and small helpers that read the same under g++ and NVRTC. */
#ifdef __CUDACC_RTC__
#define FN static __device__ __forceinline__
#define TABLE static __device__ const
#else
#include <cmath>
#include <cstring>
#define FN static inline
#define TABLE static const
#endif

typedef unsigned char u8;
typedef unsigned int u32;
typedef long long i64;
typedef unsigned long long u64;

/* A kernel runs its body once for every i below n. */
#ifdef __CUDACC_RTC__
#define KERNEL(name)                                                  \
    static __device__ void name##_one(const Frame &f, i64 i);         \
    extern "C" __global__ void name(const Frame *f, i64 n) {          \
        i64 i = blockIdx.x * (i64)blockDim.x + threadIdx.x;           \
        if (i < n) name##_one(*f, i);                                 \
    }                                                                 \
    static __device__ void name##_one(const Frame &f, i64 i)
#else
#define KERNEL(name)                                                  \
    static void name##_one(const Frame &f, i64 i);                    \
    extern "C" void name(const Frame *f, i64 n) {                     \
        for (i64 i = 0; i < n; i++) name##_one(*f, i);                \
    }                                                                 \
    static void name##_one(const Frame &f, i64 i)
#endif

struct Vec { float x, y, z; };

FN Vec vec(float x, float y, float z) { Vec v = {x, y, z}; return v; }
FN Vec vec(const float *p) { return vec(p[0], p[1], p[2]); }
FN Vec grey(float a) { return vec(a, a, a); }
FN Vec operator+(Vec a, Vec b) { return vec(a.x + b.x, a.y + b.y, a.z + b.z); }
FN Vec operator-(Vec a, Vec b) { return vec(a.x - b.x, a.y - b.y, a.z - b.z); }
FN Vec operator-(Vec a) { return vec(-a.x, -a.y, -a.z); }
FN Vec operator*(Vec a, Vec b) { return vec(a.x * b.x, a.y * b.y, a.z * b.z); }
FN Vec operator*(Vec a, float s) { return vec(a.x * s, a.y * s, a.z * s); }
FN float dot(Vec a, Vec b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
FN Vec cross(Vec a, Vec b) {
    return vec(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
}
FN float norm(Vec a) { return sqrtf(dot(a, a)); }
FN Vec unit(Vec a) { return a * (1.0f / (norm(a) + 1e-20f)); }
FN float at(Vec a, int axis) { return axis == 0 ? a.x : axis == 1 ? a.y : a.z; }
FN float clampf(float a, float low, float high) { return fminf(fmaxf(a, low), high); }
FN float saturate(float a) { return clampf(a, 0.0f, 1.0f); }
FN float mixf(float a, float b, float t) { return a + (b - a) * t; }
FN Vec mix(Vec a, Vec b, float t) { return a + (b - a) * t; }
FN float smooth(float low, float high, float a) {
    float t = saturate((a - low) / (high - low));
    return t * t * (3.0f - 2.0f * t);
}
FN float fract(float a) { return a - floorf(a); }
FN float luminance(Vec c) { return 0.2126f * c.x + 0.7152f * c.y + 0.0722f * c.z; }
/* Rows of a 3x3 matrix times a vector, and its transpose. */
FN Vec apply(const float *m, Vec v) { return vec(dot(vec(m), v), dot(vec(m + 3), v), dot(vec(m + 6), v)); }
FN Vec apply_transposed(const float *m, Vec v) { return vec(m) * v.x + vec(m + 3) * v.y + vec(m + 6) * v.z; }

FN float float_of(u32 bits) {
#ifdef __CUDACC_RTC__
    return __uint_as_float(bits);
#else
    float a;
    memcpy(&a, &bits, 4);
    return a;
#endif
}
FN u32 bits_of(float a) {
#ifdef __CUDACC_RTC__
    return __float_as_uint(a);
#else
    u32 bits;
    memcpy(&bits, &a, 4);
    return bits;
#endif
}
