#pragma once

#include <memory>

namespace waferscope {

/// While it lives, engines use at most so many threads; 0 is as many as the machine has. Results do not depend on it.
class ThreadLimit {
public:
    explicit ThreadLimit(int threads);
    ~ThreadLimit();

private:
    struct Control;
    std::unique_ptr<Control> m_control;
};

} // namespace waferscope
