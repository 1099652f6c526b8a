// The losses fused by hand, value and gradient in as few passes as there can be, for gcc -O3 -march=native -ffast-math: plain loops that
// it turns into vector code, with the vector functions of libmvec. What stands here is what the measured call does, and no more.
// Sums are in float, and go over to double every BLOCK elements.
#include <math.h>
#include <stddef.h>

typedef ptrdiff_t extent;

#define BLOCK 4096

static inline extent least(extent a, extent b) { return a < b ? a : b; }

// The exponential that a softplus and a sigmoid share.
#define SIGMOID_PARTS(x)                                                                                                              \
    float e = expf(-fabsf(x)), r = 1 / (1 + e);                                                                                       \
    float p = (x) >= 0 ? r : e * r;                                                                                                   \
    float softplus = fmaxf(x, 0) + logf(1 + e);

double sigmoid_focal_2(const float* restrict logit, const float* restrict target, float* restrict gradient, extent n, float alpha)
{
    float share = 1.0f / n;
    double total = 0;
    for (extent start = 0; start < n; start += BLOCK) {
        float sum = 0;
        for (extent i = start, end = least(n, start + BLOCK); i < end; i++) {
            float x = logit[i], t = target[i];
            SIGMOID_PARTS(x)
            float cross_entropy = softplus - t * x, wrong = p + t * (1 - 2 * p);
            float balanced = (1 - alpha + t * (2 * alpha - 1)) * wrong;
            sum += balanced * wrong * cross_entropy;
            gradient[i] = share * balanced * (2 * (1 - 2 * t) * p * (1 - p) * cross_entropy + wrong * (p - t));
        }
        total += sum;
    }
    return total / n;
}

double sigmoid_focal(const float* restrict logit, const float* restrict target, float* restrict gradient, extent n,
                     float alpha, float gamma)
{
    float share = 1.0f / n;
    double total = 0;
    for (extent start = 0; start < n; start += BLOCK) {
        float sum = 0;
        for (extent i = start, end = least(n, start + BLOCK); i < end; i++) {
            float x = logit[i], t = target[i];
            SIGMOID_PARTS(x)
            float cross_entropy = softplus - t * x, wrong = p + t * (1 - 2 * p);
            float balanced = (1 - alpha + t * (2 * alpha - 1)) * expf((gamma - 1) * logf(wrong));
            sum += balanced * wrong * cross_entropy;
            gradient[i] = share * balanced * (gamma * (1 - 2 * t) * p * (1 - p) * cross_entropy + wrong * (p - t));
        }
        total += sum;
    }
    return total / n;
}

double binary_cross_entropy(const float* restrict logit, const float* restrict target, float* restrict gradient, extent n)
{
    float share = 1.0f / n;
    double total = 0;
    for (extent start = 0; start < n; start += BLOCK) {
        float sum = 0;
        for (extent i = start, end = least(n, start + BLOCK); i < end; i++) {
            float x = logit[i], t = target[i];
            SIGMOID_PARTS(x)
            sum += softplus - t * x;
            gradient[i] = share * (p - t);
        }
        total += sum;
    }
    return total / n;
}

double tilted_cauchy(const float* restrict prediction, const float* restrict log_scale, const float* restrict target,
                     float* restrict gradient, extent n, float tilt)
{
    float share = 1.0f / n;
    float* restrict to_prediction = gradient;
    float* restrict to_log_scale = gradient + n;
    double total = 0;
    for (extent start = 0; start < n; start += BLOCK) {
        float sum = 0;
        for (extent i = start, end = least(n, start + BLOCK); i < end; i++) {
            float inverse = expf(-log_scale[i]), z = (prediction[i] - target[i]) * inverse;
            float s = 1 / (1 + expf(-z)), divisor = 1 + z * z, log = logf(divisor), tilted = 1 + tilt * s;
            sum += tilted * log + log_scale[i];
            float to_z = share * (tilt * s * (1 - s) * log + 2 * tilted * z / divisor);
            to_prediction[i] = to_z * inverse;
            to_log_scale[i] = share - to_z * z;
        }
        total += sum;
    }
    return total / n;
}

static float largest(const float* x, extent n)
{
    float max = -INFINITY;
    for (extent k = 0; k < n; k++)
        max = fmaxf(max, x[k]);
    return max;
}

static double exp_of_difference(const float* restrict x, float shift, float* restrict out, extent n)
{
    double total = 0;
    for (extent start = 0; start < n; start += BLOCK) {
        float sum = 0;
        for (extent k = start, end = least(n, start + BLOCK); k < end; k++)
            sum += out[k] = expf(x[k] - shift);
        total += sum;
    }
    return total;
}

double cross_entropy(const float* restrict logits, const int* restrict labels, float* restrict gradient, extent samples, extent classes)
{
    float share = 1.0f / samples;
    double total = 0;
    for (extent b = 0; b < samples; b++) {
        const float* restrict x = logits + b * classes;
        float* restrict g = gradient + b * classes;
        float max = largest(x, classes);
        double sum = exp_of_difference(x, max, g, classes);
        float scale = share / (float)sum;
        for (extent k = 0; k < classes; k++)
            g[k] *= scale;
        g[labels[b]] -= share;
        total += log(sum) - (x[labels[b]] - max);
    }
    return total / samples;
}

double dice(const float* restrict logits, const float* restrict target, float* restrict gradient,
            extent samples, extent pixels, float smooth)
{
    double total = 0;
    for (extent b = 0; b < samples; b++) {
        const float* restrict x = logits + b * pixels;
        const float* restrict t = target + b * pixels;
        float* restrict g = gradient + b * pixels;
        double overlap = 0, both = 0;
        for (extent start = 0; start < pixels; start += BLOCK) {
            float block_overlap = 0, block_both = 0;
            for (extent k = start, end = least(pixels, start + BLOCK); k < end; k++) {
                float p = 1 / (1 + expf(-x[k]));
                g[k] = p * (1 - p);
                block_overlap += p * t[k];
                block_both += p + t[k];
            }
            overlap += block_overlap;
            both += block_both;
        }
        float numerator = 2 * overlap + smooth, denominator = both + smooth;
        float to_both = numerator / (denominator * denominator) / samples, to_overlap = -2 / denominator / samples;
        for (extent k = 0; k < pixels; k++)
            g[k] *= to_both + to_overlap * t[k];
        total += 1 - numerator / denominator;
    }
    return total / samples;
}

double kullback_leibler(const float* restrict logits, const float* restrict teacher_logits, float* restrict gradient,
                        extent samples, extent classes)
{
    double total = 0;
    for (extent b = 0; b < samples; b++) {
        const float* restrict x = logits + b * classes;
        const float* restrict y = teacher_logits + b * classes;
        float* restrict g = gradient + b * classes;
        float max = largest(x, classes), teacher_max = largest(y, classes);
        double sum = exp_of_difference(x, max, g, classes);

        // The teacher's exponentials are needed twice; it is cheaper to keep them than to make them again.
        float kept[classes];
        double teacher_sum = 0, dot = 0;
        for (extent start = 0; start < classes; start += BLOCK) {
            float block_sum = 0, block_dot = 0;
            for (extent k = start, end = least(classes, start + BLOCK); k < end; k++) {
                float e = expf(y[k] - teacher_max);
                kept[k] = e;
                block_sum += e;
                block_dot += e * (y[k] - x[k]);
            }
            teacher_sum += block_sum;
            dot += block_dot;
        }
        float to_q = 1 / (samples * (float)sum), to_p = 1 / (samples * (float)teacher_sum);
        for (extent k = 0; k < classes; k++)
            g[k] = g[k] * to_q - kept[k] * to_p;
        total += dot / teacher_sum - (teacher_max + log(teacher_sum) - max - log(sum));
    }
    return total / samples;
}

double confidence_weighted(const float* restrict logits, const float* restrict target, float* restrict gradient,
                           extent samples, extent questions, float temperature)
{
    float inverse = 1 / temperature;
    double total = 0;
    for (extent b = 0; b < samples; b++) {
        const float* restrict x = logits + b * questions;
        const float* restrict t = target + b * questions;
        float* restrict g = gradient + b * questions;
        float max = largest(x, questions);

        float loss[questions], slope[questions];
        double sum = 0, dot = 0;
        for (extent start = 0; start < questions; start += BLOCK) {
            float block_sum = 0, block_dot = 0;
            for (extent k = start, end = least(questions, start + BLOCK); k < end; k++) {
                SIGMOID_PARTS(x[k])
                float weight = expf((x[k] - max) * inverse);
                g[k] = weight;
                loss[k] = softplus - t[k] * x[k];
                slope[k] = p - t[k];
                block_sum += weight;
                block_dot += weight * loss[k];
            }
            sum += block_sum;
            dot += block_dot;
        }
        float mean = dot / sum, scale = 1 / (samples * (float)sum);
        for (extent k = 0; k < questions; k++)
            g[k] *= scale * ((loss[k] - mean) * inverse + slope[k]);
        total += mean;
    }
    return total / samples;
}
