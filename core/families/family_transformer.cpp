#include "core/families/family_parts.h"

namespace waferscope {

namespace {

constexpr FamilySetting kTransformerSettings[] = {
    {"encoder", "6", "encoder layers"},
    {"decoder", "6", "decoder layers"},
    {"hidden", "512", "features of a position"},
    {"heads", "8", "of attention"},
    {"kv", "64", "features of a head"},
    {"ff", "2048", "features inside a feed-forward part"},
    {"vocab", "37000", "different tokens, of both texts"},
    {"source", "256", "length of the text that is read"},
    {"target", "256", "length of the text that is written"},
};

BlockSpec stack(const char* name, const SizeTexts& sizes)
{
    return block("transformer", name,
                 {{"layers", sizes.at(name)},
                  {"heads", sizes.at("heads")},
                  {"head_size", sizes.at("kv")},
                  {"feed_forward", sizes.at("ff")},
                  {"activation", "relu"},
                  {"norm_place", "after"},
                  {"projection_bias", "no"},
                  {"output_bias", "no"}});
}

} // namespace

std::span<const FamilySetting> transformerFamilySettings()
{
    return kTransformerSettings;
}

NetworkSpec transformerFamily(const SizeTexts& sizes)
{
    NetworkSpec spec;
    spec.defaults = {{"batch", 1}};
    spec.inputs = {{"input_ids", DataType::Int32, {std::string{"batch"}, extentOf(sizes.at("source"))}},
                   {"decoder_input_ids", DataType::Int32, {std::string{"batch"}, extentOf(sizes.at("target"))}}};
    spec.blocks.push_back(
        block("embedding", "embedding", {{"vocabulary", sizes.at("vocab")}, {"size", sizes.at("hidden")}}));
    spec.blocks.push_back(stack("encoder", sizes));
    spec.blocks.push_back(block("decoder-embedding", "decoder-embedding", {}));
    BlockSpec decoder = stack("decoder", sizes);
    decoder.settings["causal"] = {"yes", 0};
    decoder.settings["cross"] = {"yes", 0};
    spec.blocks.push_back(std::move(decoder));
    spec.blocks.push_back(block("language-head", "head", {{"vocabulary", sizes.at("vocab")}, {"tied", "yes"}}));
    return spec;
}

} // namespace waferscope
