#include "core/families/family_parts.h"

#include <algorithm>

namespace waferscope {

namespace {

constexpr FamilySetting kSettings[] = {
    {"layers", "12", "encoder layers"},
    {"decoder_layers", "", "decoder layers; as many as the encoder's when not given"},
    {"hidden", "768", "features of a position"},
    {"heads", "12", "of attention"},
    {"head_size", "64", "features of a head"},
    {"ff", "3072", "features inside a feed-forward part"},
    {"vocab", "32128", "different tokens"},
    {"buckets", "32", "of relative distances"},
    {"gated", "no", "whether feed-forward parts have a gate, as in version 1.1: yes or no"},
};

BlockSpec stack(const char* name, const std::string& layers, const SizeTexts& sizes)
{
    const std::string& gated = sizes.at("gated");
    return block("transformer", name,
                 {{"layers", layers},
                  {"heads", sizes.at("heads")},
                  {"head_size", sizes.at("head_size")},
                  {"feed_forward", sizes.at("ff")},
                  {"activation", gated == "yes" ? "gelu" : "relu"},
                  {"gated", gated},
                  {"norm", "rms"},
                  {"bias", "no"},
                  {"relative", sizes.at("buckets")}});
}

} // namespace

BlockSpec block(std::string type, std::string name, const std::vector<std::pair<std::string, std::string>>& settings)
{
    BlockSpec spec;
    spec.type = std::move(type);
    spec.name = std::move(name);
    for (const auto& [key, text] : settings)
        spec.settings[key] = {text, 0};
    return spec;
}

Extent extentOf(const std::string& text)
{
    const bool isNumber = !text.empty() && text.size() < 10
        && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    return isNumber ? Extent{std::int64_t{std::stol(text)}} : Extent{text};
}

InputSpec tokens(std::string name, std::string length)
{
    return {std::move(name), DataType::Int32, {std::string{"batch"}, std::move(length)}};
}

std::span<const FamilySetting> t5FamilySettings()
{
    return kSettings;
}

NetworkSpec t5Family(const SizeTexts& sizes)
{
    const std::string& own = sizes.at("decoder_layers");
    NetworkSpec spec;
    spec.defaults = {{"batch", 1}, {"sequence", 512}, {"target_sequence", 114}};
    spec.inputs = {tokens("input_ids"), tokens("decoder_input_ids", "target_sequence")};
    spec.blocks.push_back(
        block("embedding", "embedding", {{"vocabulary", sizes.at("vocab")}, {"size", sizes.at("hidden")}}));
    spec.blocks.push_back(stack("encoder", sizes.at("layers"), sizes));
    spec.blocks.push_back(block("decoder-embedding", "decoder-embedding", {}));
    BlockSpec decoder = stack("decoder", own.empty() ? sizes.at("layers") : own, sizes);
    decoder.settings["causal"] = {"yes", 0};
    decoder.settings["cross"] = {"yes", 0};
    spec.blocks.push_back(std::move(decoder));
    spec.blocks.push_back(block("language-head", "head", {{"vocabulary", sizes.at("vocab")}}));
    return spec;
}

} // namespace waferscope
