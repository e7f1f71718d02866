#include "core/graph/stored_role.h"

#include <algorithm>
#include <iterator>

namespace waferscope {

namespace {

/// Last parts of names of buffers: floats that are kept in a file but that no gradient changes.
constexpr std::string_view kBuffers[] = {
    // running statistics, and what counts them
    "running_mean", "running_var", "running_std", "num_batches_tracked", "moving_mean", "moving_variance", "moving_var",
    // positions by sines: frequencies and tables
    "inv_freq", "original_inv_freq", "rope_freqs", "rope_factors_long", "rope_factors_short", "freqs_cis", "cos_cached",
    "sin_cached", "cos_cache", "sin_cache", "position_ids", "token_type_ids", "relative_coords_table",
    "relative_position_index", "alibi",
    // masks of attention
    "masked_bias", "causal_mask", "attn_mask", "attention_mask",
    // means that pictures are shifted by, ranges that observers saw
    "pixel_mean", "pixel_std", "min_val", "max_val", "fake_quant_enabled", "observer_enabled",
    // what balances the load of experts, moved by counting and not by a gradient
    "e_score_correction_bias", "exp_probs_b"};

bool isSeparator(char c)
{
    return c == '.' || c == '/';
}

/// Takes the last part off `name`.
std::string_view takeLast(std::string_view& name)
{
    const auto end = std::find_if(name.rbegin(), name.rend(), isSeparator);
    const auto length = static_cast<std::size_t>(std::distance(name.rbegin(), end));
    const std::string_view last = name.substr(name.size() - length);
    name.remove_suffix(std::min(name.size(), length + 1));
    return last;
}

/// The lower triangle that GPT-2 and its kin keep as "attn.bias" of [1, 1, positions, positions].
bool isTriangle(std::string_view last, const SymbolicShape& shape)
{
    const Extent one{std::int64_t{1}};
    return last == "bias" && shape.size() == 4 && shape[0] == one && shape[1] == one && shape[2] == shape[3];
}

bool isBuffer(std::string_view name, const SymbolicShape& shape)
{
    std::string_view last = takeLast(name);
    if (isTriangle(last, shape))
        return true;
    if (last == "weight" || last == "bias")
        last = takeLast(name);
    return std::find(std::begin(kBuffers), std::end(kBuffers), last) != std::end(kBuffers);
}

} // namespace

TensorRole storedRoleOf(std::string_view name, DataType type, const SymbolicShape& shape)
{
    if (!isFloat(type))
        return TensorRole::Constant;
    return isBuffer(name, shape) ? TensorRole::Statistic : TensorRole::Parameter;
}

} // namespace waferscope
