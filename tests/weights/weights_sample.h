#pragma once

#include "tests/formats/zip_sample.h"

#include <cstdint>
#include <string>
#include <vector>

namespace waferscope {

/// Writes files of weights whose numbers are zeros.
namespace weights_sample {

struct Entry {
    std::string name;
    std::string type; ///< as safetensors names it
    std::vector<std::int64_t> shape;
};

inline std::int64_t bitsOf(const std::string& type)
{
    const std::size_t digits = type.find_first_of("0123456789");
    return type == "BOOL" || type.starts_with("F8") ? 8 : std::stoll(type.substr(digits));
}

inline std::string safetensors(const std::vector<Entry>& entries)
{
    std::string header = "{";
    std::int64_t end = 0;
    for (const Entry& entry : entries) {
        std::string shape;
        std::int64_t bits = bitsOf(entry.type);
        for (const std::int64_t extent : entry.shape) {
            shape += (shape.empty() ? "" : ",") + std::to_string(extent);
            bits *= extent;
        }
        const std::int64_t begin = end;
        end += (bits + 7) / 8;
        header += (header.size() > 1 ? ",\"" : "\"") + entry.name + R"(":{"dtype":")" + entry.type + R"(","shape":[)"
            + shape + R"(],"data_offsets":[)" + std::to_string(begin) + "," + std::to_string(end) + "]}";
    }
    header += "}";
    return zip_sample::number(header.size(), 8) + header + std::string(static_cast<std::size_t>(end), '\0');
}

/// Of version 3. Shapes are given outermost first, as safetensors has them; all of Q4_K.
inline std::string gguf(const std::vector<std::pair<std::string, std::uint32_t>>& counts,
                        const std::vector<Entry>& entries)
{
    using zip_sample::number;
    const auto text = [](const std::string& bytes) { return number(bytes.size(), 8) + bytes; };
    std::string file = "GGUF" + number(3, 4) + number(entries.size(), 8) + number(counts.size(), 8);
    for (const auto& [key, value] : counts)
        file += text(key) + number(4, 4) + number(value, 4);
    for (const Entry& entry : entries) {
        file += text(entry.name) + number(entry.shape.size(), 4);
        for (auto extent = entry.shape.rbegin(); extent != entry.shape.rend(); ++extent)
            file += number(static_cast<std::uint64_t>(*extent), 8);
        file += number(entry.type == "I32" ? 26 : 12, 4) + number(0, 8);
    }
    return file;
}

} // namespace weights_sample

} // namespace waferscope
