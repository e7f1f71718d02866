#include "formats/contest/kgraph.h"

#include "core/base/names.h"

#include <cctype>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace waferscope {

namespace {

constexpr std::size_t kMostKernels = 100'000;
constexpr std::int64_t kMostSize = std::int64_t{1}
    << 20; ///< of an argument: products of seven stay in 64 bits or below
constexpr std::int64_t kMostWork = std::int64_t{1} << 52; ///< multiply-adds of a convolution
constexpr int kMostSide = 10'000; ///< PEs of the fabric

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/// One line, read from the left.
class LineReader {
public:
    explicit LineReader(std::string_view text)
        : m_text(text)
    {
    }

    void skipBlanks()
    {
        while (!m_text.empty() && isBlank(m_text.front()))
            m_text.remove_prefix(1);
    }
    [[nodiscard]] bool atEnd()
    {
        skipBlanks();
        return m_text.empty();
    }
    bool take(std::string_view expected)
    {
        skipBlanks();
        if (!m_text.starts_with(expected))
            return false;
        m_text.remove_prefix(expected.size());
        return true;
    }
    /// Letters, digits and '_'; empty when there are none.
    std::string_view word()
    {
        skipBlanks();
        std::size_t length = 0;
        while (length < m_text.size()
               && (std::isalnum(static_cast<unsigned char>(m_text[length])) != 0 || m_text[length] == '_'))
            ++length;
        const std::string_view found = m_text.substr(0, length);
        m_text.remove_prefix(length);
        return found;
    }
    std::optional<std::int64_t> number()
    {
        skipBlanks();
        std::int64_t value = 0;
        const auto [end, problem] = std::from_chars(m_text.data(), m_text.data() + m_text.size(), value);
        if (problem != std::errc{})
            return std::nullopt;
        m_text.remove_prefix(static_cast<std::size_t>(end - m_text.data()));
        return value;
    }
    std::optional<double> real()
    {
        skipBlanks();
        double value = 0.0;
        const auto [end, problem] = std::from_chars(m_text.data(), m_text.data() + m_text.size(), value);
        return problem == std::errc{} ? std::optional{value} : std::nullopt;
    }
    /// What stands between single quotes.
    std::optional<std::string> quoted()
    {
        if (!take("'"))
            return std::nullopt;
        const std::size_t end = m_text.find('\'');
        if (end == std::string_view::npos)
            return std::nullopt;
        std::string found{m_text.substr(0, end)};
        m_text.remove_prefix(end + 1);
        return found;
    }

private:
    std::string_view m_text;
};

using Arguments = std::map<std::string, std::int64_t, std::less<>>;

class KernelGraphReader {
public:
    KernelGraphReader(std::string_view text, const std::string& file)
        : m_text(text)
        , m_file(file)
    {
    }

    Result<ContestProblem> read()
    {
        if (m_text.starts_with("\xEF\xBB\xBF"))
            m_text.remove_prefix(3);
        while (!m_text.empty()) {
            const std::size_t end = std::min(m_text.find('\n'), m_text.size());
            ++m_line;
            if (std::optional<Error> error = readLine(m_text.substr(0, end)))
                return *std::move(error);
            m_text.remove_prefix(std::min(end + 1, m_text.size()));
        }
        if (std::optional<Error> error = finish())
            return *std::move(error);
        return std::move(m_problem);
    }

private:
    using Trouble = std::optional<Error>;

    Error error(const std::string& why) const
    {
        return {ErrorCode::InvalidInput, printable(m_file) + ":" + std::to_string(m_line) + ": " + why};
    }

    /// A line of the head stands in a comment; other comments are of one line.
    Trouble readLine(std::string_view line)
    {
        LineReader reader{line};
        if (reader.take("(*"))
            m_isComment = true;
        if (m_isComment) {
            if (line.find("*)") != std::string_view::npos)
                m_isComment = false;
            readHead(line);
            return std::nullopt;
        }
        if (reader.atEnd())
            return std::nullopt;
        const std::string_view kind = reader.word();
        const bool isBracket = reader.take("[");
        const std::optional<std::int64_t> id = isBracket ? reader.number() : std::nullopt;
        if (kind.empty() || !id || !reader.take("]"))
            return error("expected a kernel, as in conv[1] H=14 ..., or a stream, as in conv[1]:y -> conv[2]:x.");
        return reader.take(":") ? readStream(*id, reader) : readKernel(kind, *id, reader);
    }

    /// KEY=NUMBER in the head; others are remarks.
    void readHead(std::string_view line)
    {
        LineReader reader{line};
        reader.take("(*");
        const std::string_view key = reader.word();
        if (key.empty() || !reader.take("="))
            return;
        if (const std::optional<double> number = reader.real())
            m_head[std::string{key}] = *number;
    }

    Trouble readStream(std::int64_t from, LineReader& reader)
    {
        const bool isArrow = !reader.word().empty() && reader.take("->") && !reader.word().empty() && reader.take("[");
        const std::optional<std::int64_t> to = isArrow ? reader.number() : std::nullopt;
        if (!to || !reader.take("]") || !reader.take(":") || reader.word().empty())
            return error("expected a stream, as in conv[1]:y -> conv[2]:x.");
        if (m_ids.find(from) == m_ids.end() || m_ids.find(*to) == m_ids.end())
            return error("the stream names a node that is not defined above it.");
        const std::optional<KernelId> source = m_ids[from];
        const std::optional<KernelId> target = m_ids[*to];
        if (source && target)
            m_problem.streams.emplace_back(*source, *target);
        return std::nullopt;
    }

    Trouble readKernel(std::string_view kind, std::int64_t id, LineReader& reader)
    {
        Arguments arguments;
        std::string name;
        while (!reader.atEnd()) {
            const std::string key{reader.word()};
            if (key.empty() || !reader.take("="))
                return error("expected KEY=NUMBER or name='NAME'.");
            if (key == "name") {
                const std::optional<std::string> text = reader.quoted();
                if (!text)
                    return error("the name wants single quotes around it.");
                name = name.empty() ? *text : name; // some files give it twice
                continue;
            }
            const std::optional<std::int64_t> value = reader.number();
            if (!value || *value < 1 || *value > kMostSize)
                return error(inQuotes(key) + " must be a whole number from 1 to 2^20.");
            arguments[key] = *value;
        }
        return addKernel(kind, id, name, arguments);
    }

    Trouble addKernel(std::string_view kind, std::int64_t id, const std::string& name, const Arguments& arguments)
    {
        if (m_ids.find(id) != m_ids.end())
            return error("the node " + std::to_string(id) + " is defined twice.");
        if (kind == "input" || kind == "output") {
            m_ids[id] = std::nullopt;
            return std::nullopt;
        }
        if (name.empty() || !m_names.insert(name).second)
            return error("a kernel needs a name of its own.");
        if (m_problem.kernels.size() == kMostKernels)
            return error("there are more than 100,000 kernels.");
        ContestKernel kernel;
        kernel.name = name;
        if (Trouble trouble = fillIn(kind, arguments, kernel))
            return trouble;
        for (const ConvShape& conv : kernel.convs)
            if (Trouble trouble = checkWork(conv))
                return trouble;
        m_ids[id] = KernelId{m_problem.kernels.size()};
        m_problem.kernels.push_back(std::move(kernel));
        return std::nullopt;
    }

    Trouble fillIn(std::string_view kind, const Arguments& arguments, ContestKernel& kernel)
    {
        if (kind == "conv") {
            kernel.kind = ContestKind::Convolution;
            if (Trouble trouble = takeFormal(arguments, {"H", "W", "C", "K", "R", "S", "T", "U"}, kernel))
                return trouble;
            const std::vector<std::int64_t>& f = kernel.formal;
            if (f[6] != f[7])
                return error("T and U must be equal: strides are the same in both directions.");
            kernel.convs = {{f[0], f[1], f[4], f[5], f[2], f[3], f[6]}};
            return std::nullopt;
        }
        if (kind != "dblock" && kind != "cblock")
            return error("there is no kind of kernel " + inQuotes(kind) + "; there are conv, dblock and cblock.");
        if (Trouble trouble = takeFormal(arguments, {"h", "w", "f"}, kernel))
            return trouble;
        const std::int64_t height = kernel.formal[0];
        const std::int64_t width = kernel.formal[1];
        const std::int64_t features = kernel.formal[2];
        const std::int64_t inner = features / 4;
        if (features % 4 != 0)
            return error("f must be a multiple of 4.");
        if (kind == "dblock") {
            kernel.kind = ContestKind::ResidualBlock;
            kernel.convs = {{height, width, 1, 1, features, inner, 1},
                            {height, width, 3, 3, inner, inner, 1},
                            {height, width, 1, 1, inner, features, 1}};
            return std::nullopt;
        }
        if (height < 2 || width < 2)
            return error("a cblock halves h and w, which must be at least 2.");
        kernel.kind = ContestKind::DownsamplingBlock;
        kernel.convs = {{height, width, 1, 1, features / 2, inner, 1},
                        {height, width, 3, 3, inner, inner, 2},
                        {height / 2, width / 2, 1, 1, inner, features, 1},
                        {height, width, 1, 1, features / 2, features, 2}};
        return std::nullopt;
    }

    Trouble takeFormal(const Arguments& arguments, const std::vector<std::string>& keys, ContestKernel& kernel)
    {
        for (const std::string& key : keys) {
            const auto found = arguments.find(key);
            if (found == arguments.end())
                return error("the kernel lacks " + key + ".");
            kernel.formal.push_back(found->second);
        }
        return std::nullopt;
    }

    Trouble checkWork(const ConvShape& conv) const
    {
        std::int64_t work = 1;
        for (const std::int64_t size :
             {conv.height, conv.width, conv.filterHeight, conv.filterWidth, conv.inputChannels, conv.outputChannels})
            if (__builtin_mul_overflow(work, size, &work) || work > kMostWork)
                return error("the kernel is far too large.");
        return std::nullopt;
    }

    Trouble takeHead(const char* key, double least, double most, double& value) const
    {
        const auto found = m_head.find(key);
        if (found == m_head.end() || !(found->second >= least && found->second <= most))
            return Error{ErrorCode::InvalidInput,
                         printable(m_file) + ": expected " + key + "=NUMBER from " + std::to_string(least) + " to "
                             + std::to_string(most) + " in the comment at its head."};
        value = found->second;
        return std::nullopt;
    }

    Trouble finish()
    {
        double width = 0.0;
        double height = 0.0;
        const std::tuple<const char*, double, double, double*> heads[] = {
            {"width", 1, kMostSide, &width},
            {"height", 1, kMostSide, &height},
            {"wdeltat", 0, 1e9, &m_problem.timeWeight},
            {"wlength", 0, 1e9, &m_problem.wireWeight},
            {"wadapter", 0, 1e9, &m_problem.adapterWeight},
            {"memlimit", 1, 1e12, &m_problem.memoryLimit}};
        for (const auto& [key, least, most, value] : heads)
            if (Trouble trouble = takeHead(key, least, most, *value))
                return trouble;
        m_problem.width = static_cast<int>(width);
        m_problem.height = static_cast<int>(height);
        if (m_problem.kernels.empty())
            return error("there is no kernel to place.");
        return std::nullopt;
    }

    std::string_view m_text;
    const std::string& m_file;
    int m_line = 0;
    bool m_isComment = false;
    std::map<std::string, double> m_head;
    std::map<std::int64_t, std::optional<KernelId>> m_ids; ///< none for inputs and outputs, which are not placed
    std::set<std::string> m_names;
    ContestProblem m_problem;
};

} // namespace

Result<ContestProblem> readKernelGraph(std::string_view text, const std::string& file)
{
    return KernelGraphReader{text, file}.read();
}

} // namespace waferscope
