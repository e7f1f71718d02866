#include "formats/networks/network_spec_writer.h"

#include "core/blocks/blocks.h"
#include "formats/base/yaml_text.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace waferscope {

namespace {

void writeSizes(YAML::Emitter& out, const Dimensions& sizes)
{
    out << YAML::Key << "sizes" << YAML::Value << YAML::Flow << YAML::BeginMap;
    for (const auto& [name, value] : sizes) {
        out << YAML::Key;
        addText(out, name);
        out << YAML::Value << value;
    }
    out << YAML::EndMap;
}

void writeInput(YAML::Emitter& out, const InputSpec& input)
{
    out << YAML::Flow << YAML::BeginMap << YAML::Key << "name" << YAML::Value;
    addText(out, input.name);
    out << YAML::Key << "type" << YAML::Value << (isFloat(input.type) ? "float32" : "int32");
    out << YAML::Key << "shape" << YAML::Value << YAML::Flow << YAML::BeginSeq;
    for (const Extent& extent : input.shape) {
        if (const auto* number = std::get_if<std::int64_t>(&extent))
            out << *number;
        else
            addText(out, std::get<std::string>(extent));
    }
    out << YAML::EndSeq << YAML::EndMap;
}

/// Names become a YAML list: they may hold any sign but a blank.
void writeNames(YAML::Emitter& out, std::string_view names)
{
    out << YAML::Flow << YAML::BeginSeq;
    while (!names.empty()) {
        const std::size_t blank = std::min(names.find(' '), names.size());
        addText(out, std::string{names.substr(0, blank)});
        names.remove_prefix(std::min(blank + 1, names.size()));
    }
    out << YAML::EndSeq;
}

void writeKeyed(YAML::Emitter& out, const char* key, const std::string& text)
{
    out << YAML::Key << key << YAML::Value;
    addText(out, text);
}

void writeBlock(YAML::Emitter& out, const BlockSpec& block)
{
    out << YAML::Flow << YAML::BeginMap << YAML::Key << "block" << YAML::Value << block.type;
    if (!block.name.empty())
        writeKeyed(out, "name", block.name);
    if (!block.from.empty())
        writeKeyed(out, "from", block.from);
    for (const auto& [key, setting] : block.settings) {
        out << YAML::Key << key << YAML::Value;
        if (isNameList(block.type, key))
            writeNames(out, setting.text);
        else
            addText(out, setting.text);
    }
    out << YAML::EndMap;
}

} // namespace

std::string toYaml(const NetworkSpec& spec)
{
    YAML::Emitter out;
    out << YAML::BeginMap;
    writeKeyed(out, "title", spec.title);
    writeKeyed(out, "description", spec.description);
    writeKeyed(out, "citation", spec.citation);
    if (!spec.defaults.empty())
        writeSizes(out, spec.defaults);
    out << YAML::Key << "inputs" << YAML::Value << YAML::BeginSeq;
    for (const InputSpec& input : spec.inputs)
        writeInput(out, input);
    out << YAML::EndSeq << YAML::Key << "blocks" << YAML::Value << YAML::BeginSeq;
    for (const BlockSpec& block : spec.blocks)
        writeBlock(out, block);
    out << YAML::EndSeq << YAML::EndMap;
    return yamlText(out);
}

} // namespace waferscope
