"""Writes a model of random numbers that llama.cpp can serve: a few hundred kilobytes, one layer, and words of no sense.

It knows the printable characters as tokens and every other byte as a byte. One dimension of the hidden state is the same
for whatever was read, and bytes are scored against it: so what the model says is always text.
"""

import sys

import gguf
import numpy

WIDTH = 32
HEADS = 2
INNER = 64
CONTEXT = 2048
TEMPLATE = "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}assistant: "


def tokens():
    """The vocabulary: special tokens, bytes, printable characters."""
    kinds = gguf.TokenType
    yield "<unk>", kinds.UNKNOWN
    yield "<s>", kinds.CONTROL
    yield "</s>", kinds.CONTROL
    for byte in range(256):
        yield f"<0x{byte:02X}>", kinds.BYTE
    for code in range(0x20, 0x7F):
        yield "\u2581" if code == 0x20 else chr(code), kinds.NORMAL


def write(path):
    random = numpy.random.default_rng(7)
    vocabulary = list(tokens())

    def weights(*shape):
        return random.normal(0, 0.3, shape).astype(numpy.float32)

    embedding, output = weights(len(vocabulary), WIDTH), weights(len(vocabulary), WIDTH)
    embedding[:, 0] = 4
    output[:, 0] = [1 if kind == gguf.TokenType.NORMAL else -4 for _, kind in vocabulary]
    tensors = {
        "token_embd.weight": embedding,
        "output_norm.weight": numpy.ones(WIDTH, numpy.float32),
        "output.weight": output,
        "blk.0.attn_norm.weight": numpy.ones(WIDTH, numpy.float32),
        "blk.0.ffn_norm.weight": numpy.ones(WIDTH, numpy.float32),
        "blk.0.ffn_gate.weight": weights(INNER, WIDTH),
        "blk.0.ffn_up.weight": weights(INNER, WIDTH),
        "blk.0.ffn_down.weight": weights(WIDTH, INNER),
    }
    for part in ("q", "k", "v", "output"):
        tensors[f"blk.0.attn_{part}.weight"] = weights(WIDTH, WIDTH)

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("random")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(1)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(vocabulary))
    writer.add_tokenizer_model("llama")
    writer.add_token_list([text for text, _ in vocabulary])
    writer.add_token_scores([0.0] * len(vocabulary))
    writer.add_token_types([int(kind) for _, kind in vocabulary])
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(TEMPLATE)
    for name, tensor in tensors.items():
        writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    write(sys.argv[1])
