#include "core/blocks/block_starts.h"

#include <algorithm>

namespace waferscope {

namespace {

constexpr std::int64_t kUsualFeatures = 256;

struct BlockStart {
    std::string_view block;
    std::string_view setting;
    std::string_view text;
};

constexpr BlockStart kStarts[] = {
    {"conv", "channels", "64"},
    {"diffusion-transformer", "feed_forward", "1536"},
    {"diffusion-transformer", "heads", "6"},
    {"diffusion-transformer", "layers", "12"},
    {"diffusion-transformer", "outputs", "16"},
    {"diffusion-transformer", "size", "384"},
    {"embedding", "size", "512"},
    {"linear", "size", "256"},
    {"lstm", "size", "512"},
    {"patch-embedding", "size", "384"},
    {"positions", "positions", "512"},
    {"residual-stage", "blocks", "3"},
    {"residual-stage", "width", "64"},
    {"state-space", "layers", "6"},
    {"state-space", "rank", "16"},
    {"transformer", "layers", "6"},
    {"unet", "decoder", "128-64-32"},
    {"unet", "encoder", "32-64-128-256"},
};

/// Scores are of the words that the network reads.
std::string vocabularyOf(const NetworkSpec& spec)
{
    for (const BlockSpec& block : spec.blocks) {
        const auto vocabulary = block.settings.find("vocabulary");
        if (vocabulary != block.settings.end() && vocabulary->second.text != "0")
            return vocabulary->second.text;
    }
    return "32000";
}

/// The most, up to 16, that features can be shared among evenly.
std::int64_t headsFor(std::int64_t features)
{
    std::int64_t heads = 16;
    while (features % heads != 0)
        heads /= 2;
    return heads;
}

} // namespace

std::string startingText(const NetworkSpec& spec, const BlockType& type, const BlockSettingType& setting,
                         std::int64_t features)
{
    const auto start = std::find_if(std::begin(kStarts), std::end(kStarts), [&](const BlockStart& candidate) {
        return candidate.block == type.name && candidate.setting == setting.name;
    });
    if (start != std::end(kStarts))
        return std::string{start->text};
    const std::int64_t wide = features > 0 ? features : kUsualFeatures;
    if (setting.name == "vocabulary")
        return vocabularyOf(spec);
    if (setting.name == "heads")
        return std::to_string(headsFor(wide));
    if (setting.name == "feed_forward")
        return std::to_string(4 * wide);
    if (setting.name == "channels")
        return std::to_string(std::max<std::int64_t>(wide / 2, 1)); // doubling a picture halves them
    if (setting.kind == SettingKind::CountList)
        return std::to_string(wide) + "-256-10";
    return setting.kind == SettingKind::Choice ? std::string{setting.choices.substr(0, setting.choices.find(' '))}
                                               : std::to_string(wide);
}

} // namespace waferscope
