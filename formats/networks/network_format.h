#pragma once

#include "core/base/result.h"
#include "core/network/network.h"
#include "formats/base/root_keys.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace waferscope {

/// A network as a file states it, and a hash of that statement: the same network, the same number.
struct ReadNetwork {
    NetworkSource source;
    std::uint64_t hash = 0;
};

/// What a file's kind is told by.
struct FileSigns {
    std::string path;
    std::string start; ///< the first 64 KiB, or all of it
    RootKeys keys; ///< of a text that is YAML or JSON: as many as tell a kind, or all
};

/// Reads them; a text of at most 64 MiB is parsed for its keys. Fails with Io.
[[nodiscard]] Result<FileSigns> signsOf(const std::string& path);

/// A kind of file that networks come in, told by content, never by the file's name.
struct NetworkFormat {
    std::string_view name; ///< for a list of what is expected: "an ONNX model"
    std::string_view ending; ///< that such files usually have: ".onnx"; to look for some, not to tell them
    bool (*recognises)(const FileSigns& signs) = nullptr;
    /// One sentence on failure, with file and, where the file itself is broken, line, key or byte.
    Result<ReadNetwork> (*read)(const std::string& path) = nullptr;
};

/// All of them, in the order in which a file is shown to them.
[[nodiscard]] std::span<const NetworkFormat> networkFormats();

/// The kind of a file; null where it is none of them.
[[nodiscard]] const NetworkFormat* formatOf(const FileSigns& signs);

/// Endings of files that may hold a network, sorted, each once.
[[nodiscard]] std::vector<std::string_view> networkEndings();

/// Of the operators, shapes and sizes: for formats whose files are small.
[[nodiscard]] std::uint64_t hashOf(const NetworkSource& source);

} // namespace waferscope
