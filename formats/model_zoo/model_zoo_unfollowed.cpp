#include "formats/model_zoo/model_zoo_fields.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

namespace waferscope {

namespace {

/// Names and places, numbers that only steer a network that is followed, and ways of computing or training the same.
constexpr std::array kWithoutEffect{"name",
                                    "model_name",
                                    "fp16_type",
                                    "mixed_precision",
                                    "to_float16",
                                    "loss_scaling",
                                    "loss_weight",
                                    "attention_kernel",
                                    "attention_type",
                                    "attention_module",
                                    "rotary_dim",
                                    "rope_theta",
                                    "pad_rope",
                                    "fold_rope_consts",
                                    "embeddings_scale",
                                    "rel_distance_mode",
                                    "dpo",
                                    "compute_eval_metrics",
                                    "vocab_file",
                                    "label_vocab_file",
                                    "boundary_casting",
                                    "tf_summary",
                                    "dtype",
                                    "problem_type",
                                    "task_dropout",
                                    "initializer",
                                    "initializer_range",
                                    "mlm_loss_weight",
                                    "mlm_loss_scaling",
                                    "mlm_nonlinearity",
                                    "beta",
                                    "loss_type",
                                    "softmax_temperature",
                                    "scale_similarity",
                                    "mutual_information",
                                    "loss",
                                    "losses",
                                    "ema",
                                    "copy_init_weights",
                                    "freeze_ffn_bias_in_glu",
                                    "embedding_pad_token_id",
                                    "pooler_nonlinearity",
                                    "decoder_nonlinearity",
                                    "include_padding_in_loss",
                                    "image_start_idx",
                                    "image_feature_select_mode",
                                    "interpolate_position_embedding",
                                    "forward_args",
                                    "disable_dropout",
                                    "backend",
                                    "enable_vts",
                                    "num_diffusion_steps",
                                    "schedule_name",
                                    "use_masked_patches",
                                    "max_position_embeddings",
                                    "num_classes",
                                    "extra_attention_params",
                                    "moe",
                                    "vae",
                                    "seed",
                                    "image_size",
                                    "use_conv_patchified_embedding",
                                    "mask_padding_in_positional_embed",
                                    "null_expert_bias",
                                    "reverse_process"};

/// What the families take for granted where they do not ask.
struct UsualValue {
    std::string_view key;
    std::string_view value;
};
constexpr UsualValue kUsual[] = {{"activation_fn", "relu"},
                                 {"convs_per_block", "3x3_conv-3x3_conv"},
                                 {"downscale_method", "max_pool"},
                                 {"embedding_nonlinearity", "silu"},
                                 {"encoder_nonlinearity", "gelu"},
                                 {"nonlinearity", "relu"},
                                 {"norm_first", "true"},
                                 {"norm_layer", "batchnorm2d"},
                                 {"position_embedding_type", "fixed"},
                                 {"routing_algorithm", "learned"},
                                 {"skip_connect", "true"},
                                 {"use_bfloat16", "true"},
                                 {"use_ffn_bias", "true"},
                                 {"use_ffn_bias_in_attention", "true"},
                                 {"use_projection_bias_in_attention", "true"}};

/// Neither no, zero or one, which switch nothing on, nor what is taken for granted.
bool saysSomething(const std::string& key, const std::string& text)
{
    constexpr std::array<std::string_view, 8> kNothing{"false", "no", "off", "0", "0.0", "1", "1.0", "none"};
    return std::find(kNothing.begin(), kNothing.end(), text) == kNothing.end()
        && std::none_of(std::begin(kUsual), std::end(kUsual),
                        [&](const UsualValue& usual) { return usual.key == key && usual.value == text; });
}

/// Of latent pictures: not a part of the network that is counted.
constexpr std::string_view kAutoencoder = "vae";

bool isWithoutEffect(const std::string& key)
{
    constexpr std::array kEndings{
        "_initializer", "_initialization", "loss_weight", "dropout_rate", "_dropout", "_pdrop", "epsilon",
        "_eps",         "_fp32",           "_id",         "_token_id",    "_std"};
    constexpr std::array kBeginnings{"pos_scaling_",   "stochastic_depth_", "load_balancing_",   "mup_",
                                     "lr_adjustment_", "scale_qk_",         "attention_logits_", "output_logits_",
                                     "scale_output_"};
    return std::find(kWithoutEffect.begin(), kWithoutEffect.end(), key) != kWithoutEffect.end()
        || std::any_of(kEndings.begin(), kEndings.end(), [&](const char* end) { return key.ends_with(end); })
        || std::any_of(kBeginnings.begin(), kBeginnings.end(),
                       [&](const char* start) { return key.starts_with(start); });
}

/// Whether anybody has asked for something in a mapping or a list of them.
bool isFollowedWithin(const ModelZooFields& fields, const std::string& path)
{
    for (auto at = fields.parts.lower_bound(path); at != fields.parts.end() && at->first.starts_with(path); ++at)
        if (at->second.wasAsked() && (at->first.size() == path.size() || at->first[path.size()] == '/'))
            return true;
    return false;
}

} // namespace

std::vector<std::string> unfollowedKeys(const ModelZooFields& fields)
{
    std::set<std::string> found;
    const auto take = [&](const ForeignFields& part, const std::string& path) {
        for (const std::string& key : part.unaskedKeys())
            if (!isWithoutEffect(key) && saysSomething(key, part.textOf(key)) && !isFollowedWithin(fields, path + key))
                found.insert(key);
    };
    take(fields.model, "");
    for (const auto& [path, part] : fields.parts)
        if (part.wasAsked() && path != kAutoencoder)
            take(part, path + "/");
    return {found.begin(), found.end()};
}

} // namespace waferscope
